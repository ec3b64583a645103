from django.apps import AppConfig


class PdfConfig(AppConfig):
    name = "comms.pdf"
    label = "pdf"

    def ready(self) -> None:
        from django.core.checks import register

        from comms.pdf.checks import machine_can_render, signing_is_configured_well

        register(machine_can_render)
        register(signing_is_configured_well)
