from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "tasks"
    label = "tasks"

    def ready(self) -> None:
        from comms.audit import actions
        from comms.core import subjects
        from comms.notify import kinds
        from plans import events as plan_events
        from tasks import receivers
        from tasks.history import ACTIONS, NOTICES
        from tasks.models import Amendment, Handover, ImportRun, Task, UnitDigest
        from tasks.selectors import counting

        actions.register(ACTIONS)
        counting.register()
        kinds.register(NOTICES)
        subjects.register(
            "tasks.unitdigest", visible=UnitDigest.objects.visible_to, label=str, url=UnitDigest.get_absolute_url
        )
        subjects.register("tasks.task", visible=Task.objects.visible_to, label=str, url=Task.get_absolute_url)
        subjects.register(
            "tasks.amendment", visible=Amendment.objects.visible_to, label=str, url=Amendment.get_absolute_url
        )
        subjects.register(
            "tasks.importrun", visible=ImportRun.objects.visible_to, label=str, url=ImportRun.get_absolute_url
        )
        subjects.register(
            "tasks.handover", visible=Handover.objects.visible_to, label=str, url=Handover.get_absolute_url
        )
        plan_events.plan_dates_changing.connect(
            receivers.on_plan_dates_changing, dispatch_uid="tasks.plan_dates_changing"
        )
        plan_events.plan_dates_changed.connect(receivers.on_plan_dates_changed, dispatch_uid="tasks.plan_dates_changed")
