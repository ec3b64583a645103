from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "comms.deadlines"
    label = "deadlines"

    def ready(self) -> None:
        from comms.audit import actions
        from comms.core import subjects
        from comms.deadlines.history import ACTIONS
        from comms.deadlines.models import CalendarDay, Rule

        actions.register(ACTIONS)
        subjects.register("deadlines.rule", visible=Rule.objects.visible_to, label=str, url=Rule.get_absolute_url)
        subjects.register(
            "deadlines.calendarday",
            visible=CalendarDay.objects.visible_to,
            label=str,
            url=CalendarDay.get_absolute_url,
        )
