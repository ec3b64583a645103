from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "comms.api"
    label = "api"

    def ready(self) -> None:
        import comms.api.schema  # noqa: F401  # its extensions register themselves
