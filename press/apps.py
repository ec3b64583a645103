from django.apps import AppConfig


class PressConfig(AppConfig):
    name = "press"
    label = "press"

    def ready(self) -> None:
        from comms.audit import actions
        from comms.core import subjects
        from press.releases.history import ACTIONS
        from press.releases.models import Release

        actions.register(ACTIONS)
        subjects.register("press.release", visible=Release.objects.visible_to, label=str, url=Release.get_absolute_url)
