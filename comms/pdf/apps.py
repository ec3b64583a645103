from django.apps import AppConfig


class PdfConfig(AppConfig):
    name = "comms.pdf"
    label = "pdf"

    def ready(self) -> None:
        from django.core.checks import register

        from comms.pdf.checks import machine_can_render

        register(machine_can_render)
