from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "comms.duties"
    label = "duties"

    def ready(self) -> None:
        from comms.audit import actions
        from comms.core import subjects
        from comms.deadlines.events import calendar_changed
        from comms.duties import receivers
        from comms.duties.history import ACTIONS, NOTICES
        from comms.duties.models import AnnualReport, Duty
        from comms.notify import kinds
        from press.events import conference_held, release_revoked

        actions.register(ACTIONS)
        kinds.register(NOTICES)
        subjects.register("duties.duty", visible=Duty.objects.visible_to, label=str, url=Duty.get_absolute_url)
        subjects.register(
            "duties.annualreport",
            visible=AnnualReport.objects.visible_to,
            label=str,
            url=AnnualReport.get_absolute_url,
        )
        conference_held.connect(receivers.on_conference_held, dispatch_uid="duties")
        release_revoked.connect(receivers.on_release_revoked, dispatch_uid="duties")
        calendar_changed.connect(receivers.on_calendar_changed, dispatch_uid="duties")
