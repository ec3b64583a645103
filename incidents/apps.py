from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"
    label = "incidents"

    def ready(self) -> None:
        from comms.audit import actions
        from comms.core import subjects
        from comms.deadlines.events import clock_breached, clock_due_soon
        from comms.notify import kinds
        from incidents import history_handling, history_intake
        from incidents.history import ACTIONS
        from incidents.models import Agreement, ChecklistItem, Claim, Incident, Playbook, PublicReport, ResponseDecision
        from incidents.history_redress import ACTIONS as REDRESS
        from incidents.models.redress import CentreReport, CorrectionRequest, Destination
        from incidents.receivers import (
            on_clock_breached,
            on_clock_due_soon,
            on_release_issued,
            on_release_revoked,
            on_statement_given,
        )
        from press.events import release_issued, release_revoked, statement_given

        actions.register(ACTIONS)
        actions.register(REDRESS)
        actions.register(history_handling.ACTIONS)
        kinds.register(history_handling.NOTICES)
        actions.register(history_intake.ACTIONS)
        kinds.register(history_intake.NOTICES)
        subjects.register(
            "incidents.incident",
            visible=Incident.objects.visible_to,
            label=str,
            url=Incident.get_absolute_url,
            units=lambda incident: [incident.lead_unit_id],
        )
        subjects.register("incidents.claim", visible=Claim.objects.visible_to, label=str, url=Claim.get_absolute_url)
        for name, model in (
            ("incidents.responsedecision", ResponseDecision),
            ("incidents.checklistitem", ChecklistItem),
            ("incidents.agreement", Agreement),
        ):
            subjects.register(
                name, visible=model.objects.visible_to, label=str, url=lambda row: row.incident.get_absolute_url()
            )
        subjects.register(
            "incidents.publicreport",
            visible=PublicReport.objects.visible_to,
            label=str,
            url=PublicReport.get_absolute_url,
        )
        subjects.register(
            "incidents.playbook", visible=Playbook.objects.visible_to, label=str, url=Playbook.get_absolute_url
        )
        subjects.register(
            "incidents.correctionrequest",
            visible=CorrectionRequest.objects.visible_to,
            label=str,
            url=CorrectionRequest.get_absolute_url,
            units=lambda correction: [correction.incident.lead_unit_id],
        )
        subjects.register(
            "incidents.centrereport",
            visible=CentreReport.objects.visible_to,
            label=str,
            url=CentreReport.get_absolute_url,
        )
        subjects.register(
            "incidents.destination",
            visible=Destination.objects.visible_to,
            label=str,
            url=Destination.get_absolute_url,
        )
        clock_due_soon.connect(on_clock_due_soon, dispatch_uid="incidents")
        clock_breached.connect(on_clock_breached, dispatch_uid="incidents")
        release_issued.connect(on_release_issued, dispatch_uid="incidents")
        release_revoked.connect(on_release_revoked, dispatch_uid="incidents")
        statement_given.connect(on_statement_given, dispatch_uid="incidents")
