"""What this app tells the lower floors when it is ready: words, subjects, who listens to what, guards of the menu."""

from django.apps import AppConfig


class PressConfig(AppConfig):
    name = "press"
    label = "press"

    def ready(self) -> None:
        _words()
        _subjects()
        _receivers()
        _mandates()
        _guards()


def _words() -> None:
    """Of the audit's actions and of the kinds of notices."""
    from comms.audit import actions
    from comms.notify import kinds
    from press.conferences import history as of_conferences
    from press.desk import services as of_desk
    from press.distribution import history as of_distribution
    from press.mandates import history as of_mandates
    from press.messages import history as of_messages
    from press.releases import history as of_releases
    from press.requests import history as of_requests
    from press.speaking import history as of_statements

    rooms = (of_conferences, of_distribution, of_mandates, of_messages, of_releases, of_requests, of_statements)
    for room in rooms:
        actions.register(room.ACTIONS)
    for room in (of_conferences, of_desk, of_mandates, of_messages, of_releases, of_requests, of_statements):
        kinds.register(room.NOTICES)


def _subjects() -> None:
    """The types of this app; `units` are those whose people a legal clock of the object concerns."""
    from comms.core import subjects
    from press.conferences.models import Accreditation, ConferenceQuestion, PressConference
    from press.distribution.models import Delivery, DistributionList, Journalist, MediaOutlet
    from press.mandates.models import Mandate
    from press.messages.models import MessageLine
    from press.releases.models import Release, SigningAbsence
    from press.requests.models import PressRequest, RefusalGround
    from press.speaking.models import Statement

    units = {
        Mandate: lambda mandate: [mandate.unit_id],
        PressRequest: lambda asked: asked.unit_rows.filter(relieved_at=None).values_list("unit_id", flat=True),
        Release: lambda release: release.unit_ids,
    }
    for model in (
        Accreditation,
        ConferenceQuestion,
        Delivery,
        DistributionList,
        Journalist,
        Mandate,
        MediaOutlet,
        MessageLine,
        PressConference,
        PressRequest,
        RefusalGround,
        Release,
        SigningAbsence,
        Statement,
    ):
        subjects.register(
            model._meta.label_lower,
            visible=model.objects.visible_to,
            label=str,
            url=model.get_absolute_url,
            units=units.get(model, subjects.of_no_unit),
        )


def _receivers() -> None:
    from comms.deadlines import events as deadlines
    from press import events
    from press.conferences import receivers as of_conferences
    from press.desk import receivers as of_desk
    from press.distribution import receivers as of_distribution
    from press.distribution.selectors.copies import release_of_copy
    from press.releases import verification
    from press.requests import receivers as of_requests
    from tasks.events import task_verified

    verification.copies.append(release_of_copy)
    events.document_stored.connect(of_distribution.on_document_stored, dispatch_uid="press.distribution")
    events.release_revoked.connect(of_distribution.on_release_revoked, dispatch_uid="press.distribution")
    deadlines.clock_due_soon.connect(of_desk.on_clock_due_soon, dispatch_uid="press.desk")
    deadlines.clock_breached.connect(of_desk.on_clock_breached, dispatch_uid="press.desk")
    events.journalist_forgotten.connect(of_requests.on_journalist_forgotten, dispatch_uid="press.requests")
    events.journalist_forgotten.connect(of_conferences.on_journalist_forgotten, dispatch_uid="press.conferences")
    task_verified.connect(of_conferences.on_task_verified, dispatch_uid="press.conferences")


def _mandates() -> None:
    """What is said under a mandate, and what is stopped when it ends."""
    from press import events
    from press.conferences.models import ConferenceQuestion, PressConference
    from press.mandates.said import register
    from press.releases import receivers as of_releases
    from press.releases.models import Release
    from press.requests.models import PressRequest
    from press.speaking import receivers as of_statements
    from press.speaking.models import Statement

    register(Statement, "spoken_at", given_at__isnull=False)
    register(Release, "issued_at")
    register(PressRequest, "answered_at")
    register(PressConference, "held_at", state="held")
    register(ConferenceQuestion, "answered_at", under="answered_under", conference__state="held")
    # Releases before statements: the order in which their rows are locked.
    for name, receivers in (("press.releases", of_releases), ("press.speaking", of_statements)):
        events.mandate_ending.connect(receivers.on_mandate_ending, dispatch_uid=name)
        events.mandate_ended.connect(receivers.on_mandate_ended, dispatch_uid=name)


def _guards() -> None:
    """Entries of the menu that not everybody may open."""
    from comms.web import navigation
    from press.desk.policies import may_open_desk
    from press.distribution.policies.contacts import may_read
    from press.releases.policies import may_configure_books, may_configure_steps
    from press.releases.policies.absences import may_open_absences

    navigation.GUARDS |= {
        "press:absences": may_open_absences,
        "press:contacts": may_read,
        "press:desk": may_open_desk,
        "press:number-books": may_configure_books,
        "press:signing-steps": may_configure_steps,
    }
