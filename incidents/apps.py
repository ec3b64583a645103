from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"
    label = "incidents"

    def ready(self) -> None:
        _words()
        _subjects()
        _receivers()
        _mandates()
        _doors()


def _words() -> None:
    """What audit actions and notices of this app are called."""
    from comms.audit import actions
    from comms.notify import kinds
    from incidents import history, history_handling, history_intake, history_redress, history_refutations

    for words in (history, history_handling, history_intake, history_redress, history_refutations):
        actions.register(words.ACTIONS)
    for words in (history_handling, history_intake, history_refutations):
        kinds.register(words.NOTICES)


def _subjects() -> None:
    """What evidence, files, clocks and notices may be about, who sees it and whose it is."""
    from comms.core import subjects
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

    units = {
        Incident: lambda incident: [incident.lead_unit_id],
        CorrectionRequest: lambda correction: [correction.incident.lead_unit_id],
        ReviewAction: lambda action: [action.unit_id],
    }
    for model in (
        Agreement,
        ChecklistItem,
        Claim,
        CorrectionRequest,
        Destination,
        Incident,
        IncidentDossier,
        Playbook,
        PublicReport,
        Refutation,
        ResponseDecision,
        ReviewAction,
    ):
        subjects.register(
            f"incidents.{model._meta.model_name}",
            visible=model.objects.visible_to,
            label=str,
            url=model.get_absolute_url,
            **({"units": units[model]} if model in units else {}),
        )
    subjects.register(
        "incidents.centrereport",
        # A timeline words many of them, each by the body that it went to.
        visible=lambda user: CentreReport.objects.visible_to(user).select_related("destination"),
        label=str,
        url=CentreReport.get_absolute_url,
    )


def _receivers() -> None:
    from comms.deadlines.events import clock_breached, clock_due_soon
    from incidents import receivers
    from press.events import release_issued, release_revoked, statement_given

    clock_due_soon.connect(receivers.on_clock_due_soon, dispatch_uid="incidents")
    clock_breached.connect(receivers.on_clock_breached, dispatch_uid="incidents")
    release_issued.connect(receivers.on_release_issued, dispatch_uid="incidents")
    release_revoked.connect(receivers.on_release_revoked, dispatch_uid="incidents")
    statement_given.connect(receivers.on_statement_given, dispatch_uid="incidents")


def _mandates() -> None:
    """A letter to an outlet is something said under its mandate."""
    from incidents.models.redress import CorrectionRound
    from press.mandates import said

    said.register(CorrectionRound, "sent_at")


def _doors() -> None:
    """Addresses that the newsroom leads to; entries of the menu that not everybody opens."""
    from comms.web import navigation
    from incidents.policies.intake import may_read_queue
    from incidents.selectors import newsroom, public_reports
    from press.newsroom import rooms

    rooms.register("refutations", newsroom.ROOM)
    rooms.register("report", public_reports.ROOM)
    navigation.GUARDS["incidents:public-reports"] = may_read_queue
