from django.apps import AppConfig


class PressConfig(AppConfig):
    name = "press"
    label = "press"

    def ready(self) -> None:
        from comms.audit import actions
        from comms.core import subjects
        from comms.notify import kinds
        from comms.web import navigation
        from press import events
        from press.conferences import receivers as of_conferences
        from press.conferences.history import ACTIONS as CONFERENCE_ACTIONS
        from press.conferences.history import NOTICES as CONFERENCE_NOTICES
        from press.conferences.models import Accreditation, ConferenceQuestion, PressConference
        from press.distribution import receivers
        from press.distribution.history import ACTIONS as DISTRIBUTION_ACTIONS
        from press.distribution.models import Delivery, DistributionList, Journalist, MediaOutlet
        from press.distribution.policies.contacts import may_read
        from press.distribution.selectors.copies import release_of_copy
        from press.mandates.history import ACTIONS as MANDATE_ACTIONS
        from press.mandates.history import NOTICES as MANDATE_NOTICES
        from press.mandates.models import Mandate
        from press.mandates.said import register as register_said
        from press.messages.history import ACTIONS as MESSAGE_ACTIONS
        from press.messages.history import NOTICES as MESSAGE_NOTICES
        from press.messages.models import MessageLine
        from press.releases import receivers as release_receivers
        from press.releases import verification
        from press.releases.history import ACTIONS, NOTICES
        from press.releases.models import Release, SigningAbsence
        from press.releases.policies import may_configure_books, may_configure_steps
        from press.releases.policies.absences import may_open_absences
        from press.requests.history import ACTIONS as REQUEST_ACTIONS
        from press.requests.history import NOTICES as REQUEST_NOTICES
        from press.requests.models import PressRequest, RefusalGround
        from press.speaking import receivers as statement_receivers
        from press.speaking.history import ACTIONS as SPEAKING_ACTIONS
        from press.speaking.history import NOTICES as SPEAKING_NOTICES
        from press.speaking.models import Statement
        from tasks.events import task_verified

        actions.register(ACTIONS)
        kinds.register(NOTICES)
        kinds.register(MANDATE_NOTICES)
        kinds.register(SPEAKING_NOTICES)
        kinds.register(REQUEST_NOTICES)
        kinds.register(MESSAGE_NOTICES)
        kinds.register(CONFERENCE_NOTICES)
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
        subjects.register("press.release", visible=Release.objects.visible_to, label=str, url=Release.get_absolute_url)
        subjects.register("press.mandate", visible=Mandate.objects.visible_to, label=str, url=Mandate.get_absolute_url)
        subjects.register(
            "press.statement", visible=Statement.objects.visible_to, label=str, url=Statement.get_absolute_url
        )
        for name, own in (
            ("messageline", MessageLine),
            ("pressrequest", PressRequest),
            ("refusalground", RefusalGround),
            ("pressconference", PressConference),
            ("conferencequestion", ConferenceQuestion),
            ("accreditation", Accreditation),
        ):
            subjects.register(f"press.{name}", visible=own.objects.visible_to, label=str, url=own.get_absolute_url)
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
        events.release_revoked.connect(receivers.on_release_revoked, dispatch_uid="press.distribution")
        # Releases before statements: the order in which their rows are locked.
        for name, room in (("press.releases", release_receivers), ("press.speaking", statement_receivers)):
            events.mandate_ending.connect(room.on_mandate_ending, dispatch_uid=name)
            events.mandate_ended.connect(room.on_mandate_ended, dispatch_uid=name)
        register_said(Statement, "spoken_at", given_at__isnull=False)
        register_said(Release, "issued_at")
        register_said(PressRequest, "answered_at")
        register_said(PressConference, "held_at", state="held")
        task_verified.connect(of_conferences.on_task_verified, dispatch_uid="press.conferences")
        events.journalist_forgotten.connect(of_conferences.on_journalist_forgotten, dispatch_uid="press.conferences")
        navigation.GUARDS["press:contacts"] = may_read
        navigation.GUARDS["press:absences"] = may_open_absences
        navigation.GUARDS["press:signing-steps"] = may_configure_steps
        navigation.GUARDS["press:number-books"] = may_configure_books
