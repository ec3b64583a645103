from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "comms.files"
    label = "files"

    def ready(self) -> None:
        from comms.audit import actions
        from comms.files.history import ACTIONS

        actions.register(ACTIONS)
