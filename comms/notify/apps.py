from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "comms.notify"
    label = "notify"

    def ready(self) -> None:
        from comms.notify import checks  # noqa: F401  # registers itself
