from django.apps import AppConfig


class PressConfig(AppConfig):
    name = "press"
    label = "press"

    def ready(self) -> None:
        from comms.audit import actions
        from comms.core import subjects
        from comms.deadlines import events as deadline_events
        from comms.notify import kinds
        from comms.web import navigation
        from press import events
        from press.conferences.history import ACTIONS as CONFERENCE_ACTIONS
        from press.conferences.models import PressConference
        from press.conferences.receivers import connect as connect_conferences
        from press.desk import receivers as of_desk
        from press.desk.services import NOTICES as DESK_NOTICES
        from press.desk.policies import may_open_desk
        from press.distribution import receivers
        from press.distribution.history import ACTIONS as DISTRIBUTION_ACTIONS
        from press.distribution.models import Delivery, DistributionList, Journalist, MediaOutlet
        from press.distribution.policies.contacts import may_read
        from press.distribution.selectors.copies import release_of_copy
        from press.mandates.history import ACTIONS as MANDATE_ACTIONS
        from press.mandates.history import NOTICES as MANDATE_NOTICES
        from press.mandates.models import Mandate
        from press.messages.history import ACTIONS as MESSAGE_ACTIONS
        from press.messages.history import NOTICES as MESSAGE_NOTICES
        from press.messages.models import MessageLine
        from press.releases import verification
        from press.releases.history import ACTIONS, NOTICES
        from press.releases.models import Release, SigningAbsence
        from press.releases.policies import may_configure_books, may_configure_steps
        from press.releases.policies.absences import may_open_absences
        from press.requests.history import ACTIONS as REQUEST_ACTIONS
        from press.requests.history import NOTICES as REQUEST_NOTICES
        from press.requests.models import PressRequest, RefusalGround
        from press.speaking.history import ACTIONS as SPEAKING_ACTIONS
        from press.speaking.history import NOTICES as SPEAKING_NOTICES
        from press.speaking.models import Statement

        actions.register(ACTIONS)
        kinds.register(NOTICES)
        kinds.register(DESK_NOTICES)
        kinds.register(MANDATE_NOTICES)
        kinds.register(SPEAKING_NOTICES)
        kinds.register(REQUEST_NOTICES)
        kinds.register(MESSAGE_NOTICES)
        for actions_of in (MANDATE_ACTIONS, MESSAGE_ACTIONS, REQUEST_ACTIONS, CONFERENCE_ACTIONS):
            actions.register(actions_of)
        actions.register(SPEAKING_ACTIONS)
        actions.register(DISTRIBUTION_ACTIONS)
        subjects.register(
            "press.signingabsence",
            visible=SigningAbsence.objects.visible_to,
            label=str,
            url=SigningAbsence.get_absolute_url,
        )
        subjects.register(
            "press.release",
            visible=Release.objects.visible_to,
            label=str,
            url=Release.get_absolute_url,
            units=lambda release: release.unit_ids,
        )
        subjects.register(
            "press.mandate",
            visible=Mandate.objects.visible_to,
            label=str,
            url=Mandate.get_absolute_url,
            units=lambda mandate: [mandate.unit_id],
        )
        subjects.register(
            "press.statement", visible=Statement.objects.visible_to, label=str, url=Statement.get_absolute_url
        )
        for name, own in (
            ("messageline", MessageLine),
            ("refusalground", RefusalGround),
            ("pressconference", PressConference),
        ):
            subjects.register(f"press.{name}", visible=own.objects.visible_to, label=str, url=own.get_absolute_url)
        subjects.register(
            "press.pressrequest",
            visible=PressRequest.objects.visible_to,
            label=str,
            url=PressRequest.get_absolute_url,
            units=lambda asked: asked.unit_rows.filter(relieved_at=None).values_list("unit_id", flat=True),
        )
        for name, contact in (
            ("mediaoutlet", MediaOutlet),
            ("journalist", Journalist),
            ("distributionlist", DistributionList),
        ):
            seen, address = contact.objects.visible_to, contact.get_absolute_url
            subjects.register(f"press.{name}", visible=seen, label=str, url=address)
        subjects.register(
            "press.delivery", visible=Delivery.objects.visible_to, label=str, url=Delivery.get_absolute_url
        )
        verification.copies.append(release_of_copy)
        events.document_stored.connect(receivers.on_document_stored, dispatch_uid="press.distribution")
        deadline_events.clock_due_soon.connect(of_desk.on_clock_due_soon, dispatch_uid="press.desk")
        deadline_events.clock_breached.connect(of_desk.on_clock_breached, dispatch_uid="press.desk")
        events.release_revoked.connect(receivers.on_release_revoked, dispatch_uid="press.distribution")
        _connect_mandates()
        connect_conferences()
        navigation.GUARDS["press:desk"] = may_open_desk
        navigation.GUARDS["press:contacts"] = may_read
        navigation.GUARDS["press:absences"] = may_open_absences
        navigation.GUARDS["press:signing-steps"] = may_configure_steps
        navigation.GUARDS["press:number-books"] = may_configure_books


def _connect_mandates() -> None:
    """What is said under a mandate, and what is stopped when it ends."""
    from press import events
    from press.mandates.said import register
    from press.releases import receivers as releases
    from press.releases.models import Release
    from press.requests.models import PressRequest
    from press.speaking import receivers as statements
    from press.speaking.models import Statement

    register(Statement, "spoken_at", given_at__isnull=False)
    register(Release, "issued_at")
    register(PressRequest, "answered_at")
    # Releases before statements: the order in which their rows are locked.
    for name, receivers in (("press.releases", releases), ("press.speaking", statements)):
        events.mandate_ending.connect(receivers.on_mandate_ending, dispatch_uid=name)
        events.mandate_ended.connect(receivers.on_mandate_ended, dispatch_uid=name)
