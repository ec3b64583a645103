from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"
    label = "incidents"

    def ready(self) -> None:
        from comms.audit import actions
        from comms.core import subjects
        from comms.deadlines.events import clock_breached, clock_due_soon
        from comms.notify import kinds
        from comms.web import navigation
        from incidents import history_handling, history_intake, history_refutations
        from incidents.history import ACTIONS
        from incidents.history_redress import ACTIONS as REDRESS
        from incidents.models import (
            Agreement,
            ChecklistItem,
            Claim,
            Incident,
            IncidentDossier,
            Playbook,
            PublicReport,
            Refutation,
            ResponseDecision,
            ReviewAction,
        )
        from incidents.models.redress import CentreReport, CorrectionRequest, Destination
        from incidents.policies.intake import may_read_queue
        from incidents.receivers import (
            on_clock_breached,
            on_clock_due_soon,
            on_release_issued,
            on_release_revoked,
            on_statement_given,
        )
        from incidents.selectors import newsroom, public_reports
        from press.events import release_issued, release_revoked, statement_given
        from press.newsroom import rooms

        actions.register(ACTIONS)
        subjects.register(
            "incidents.reviewaction",
            visible=ReviewAction.objects.visible_to,
            label=str,
            url=ReviewAction.get_absolute_url,
            units=lambda action: [action.unit_id],
        )
        subjects.register(
            "incidents.incidentdossier",
            visible=IncidentDossier.objects.visible_to,
            label=str,
            url=IncidentDossier.get_absolute_url,
        )
        actions.register(REDRESS)
        actions.register(history_handling.ACTIONS)
        kinds.register(history_handling.NOTICES)
        actions.register(history_intake.ACTIONS)
        actions.register(history_refutations.ACTIONS)
        kinds.register(history_refutations.NOTICES)
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
            subjects.register(name, visible=model.objects.visible_to, label=str, url=model.get_absolute_url)
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
            # A timeline words many of them, each by the body that it went to.
            visible=lambda user: CentreReport.objects.visible_to(user).select_related("destination"),
            label=str,
            url=CentreReport.get_absolute_url,
        )
        subjects.register(
            "incidents.destination",
            visible=Destination.objects.visible_to,
            label=str,
            url=Destination.get_absolute_url,
        )
        subjects.register(
            "incidents.refutation", visible=Refutation.objects.visible_to, label=str, url=Refutation.get_absolute_url
        )
        rooms.register("refutations", newsroom.ROOM)
        rooms.register("report", public_reports.ROOM)
        clock_due_soon.connect(on_clock_due_soon, dispatch_uid="incidents")
        clock_breached.connect(on_clock_breached, dispatch_uid="incidents")
        release_issued.connect(on_release_issued, dispatch_uid="incidents")
        release_revoked.connect(on_release_revoked, dispatch_uid="incidents")
        statement_given.connect(on_statement_given, dispatch_uid="incidents")
        navigation.GUARDS["incidents:public-reports"] = may_read_queue
