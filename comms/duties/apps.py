from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "comms.duties"
    label = "duties"

    def ready(self) -> None:
        from comms.audit import actions
        from comms.core import subjects
        from comms.duties.history import ACTIONS
        from comms.duties.models import AnnualReport, Duty

        actions.register(ACTIONS)
        subjects.register("duties.duty", visible=Duty.objects.visible_to, label=str, url=Duty.get_absolute_url)
        subjects.register(
            "duties.annualreport",
            visible=AnnualReport.objects.visible_to,
            label=str,
            url=AnnualReport.get_absolute_url,
        )
