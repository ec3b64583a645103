from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "tasks"
    label = "tasks"

    def ready(self) -> None:
        from comms.audit import actions
        from comms.core import subjects
        from tasks.history import ACTIONS
        from tasks.models import Task

        actions.register(ACTIONS)
        subjects.register("tasks.task", visible=Task.objects.visible_to, label=str, url=Task.get_absolute_url)
