from django.apps import AppConfig


class SampleConfig(AppConfig):
    name = "comms.sample"
    label = "sample"
