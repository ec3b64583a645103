from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "comms.org"
    label = "org"

    def ready(self) -> None:
        from comms.audit import actions
        from comms.core import subjects
        from comms.org.history import ACTIONS
        from comms.org.models import Unit

        actions.register(ACTIONS)
        subjects.register("org.unit", visible=Unit.objects.visible_to, label=str, url=Unit.get_absolute_url)
