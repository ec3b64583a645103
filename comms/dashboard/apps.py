from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "comms.dashboard"
    label = "dashboard"
