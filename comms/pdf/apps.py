from django.apps import AppConfig


class PdfConfig(AppConfig):
    name = "comms.pdf"
    label = "pdf"
