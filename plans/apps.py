from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"
    label = "plans"

    def ready(self) -> None:
        from comms.audit import actions
        from comms.core import subjects
        from plans.history import ACTIONS
        from plans.models import Indicator, Objective, Plan, Scheme, Topic

        actions.register(ACTIONS)
        subjects.register("plans.scheme", visible=Scheme.objects.visible_to, label=str, url=Scheme.get_absolute_url)
        subjects.register("plans.plan", visible=Plan.objects.visible_to, label=str, url=Plan.get_absolute_url)
        subjects.register(
            "plans.objective", visible=Objective.objects.visible_to, label=str, url=Objective.get_absolute_url
        )
        subjects.register("plans.topic", visible=Topic.objects.visible_to, label=str, url=Topic.get_absolute_url)
        subjects.register(
            "plans.indicator", visible=Indicator.objects.visible_to, label=str, url=Indicator.get_absolute_url
        )
