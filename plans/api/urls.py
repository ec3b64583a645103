from typing import Any

from django.urls import path

from comms.api.routers import Router
from plans.api.views import (
    IndicatorViewSet,
    PlanIndicators,
    PlanTopics,
    PlanViewSet,
    SchemeIndicators,
    SchemeViewSet,
    TopicViewSet,
)

router = Router()
router.register("schemes", SchemeViewSet, basename="scheme")
router.register("plans", PlanViewSet, basename="plan")
router.register("topics", TopicViewSet, basename="topic")
router.register("indicators", IndicatorViewSet, basename="indicator")
LIST: dict[str, Any] = {"get": "list", "post": "create"}
urlpatterns = [
    *router.urls,
    path("plans/<uuid:plan>/topics/", PlanTopics.as_view(LIST, basename="topic"), name="plan-topics"),
    path("plans/<uuid:plan>/indicators/", PlanIndicators.as_view(LIST, basename="indicator"), name="plan-indicators"),
    path(
        "schemes/<uuid:scheme>/indicators/",
        SchemeIndicators.as_view(LIST, basename="indicator"),
        name="scheme-indicators",
    ),
]
