from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "comms.deadlines"
    label = "deadlines"
