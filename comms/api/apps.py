from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "comms.api"
    label = "api"
