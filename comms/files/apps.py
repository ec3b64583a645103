from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "comms.files"
    label = "files"
