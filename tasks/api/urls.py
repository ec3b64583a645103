from django.urls import path

from comms.api.routers import Router
from tasks.api.views import (
    BalanceView,
    ObjectiveViewSet,
    PlanObjectives,
    PlanProgress,
    ProgressView,
    SchemeProgress,
    TaskViewSet,
    WhyView,
)

router = Router()
router.register("objectives", ObjectiveViewSet, basename="objective")
router.register("tasks", TaskViewSet, basename="task")
urlpatterns = [
    *router.urls,
    path("progress/", ProgressView.as_view(), name="progress"),
    path("progress/balance/", BalanceView.as_view(), name="progress-balance"),
    path("progress/why/", WhyView.as_view({"get": "list"}), name="progress-why"),
    path("plans/<uuid:plan>/progress/", PlanProgress.as_view(), name="plan-progress"),
    path(
        "plans/<uuid:plan>/objectives/",
        PlanObjectives.as_view({"get": "list", "post": "create"}, basename="objective"),
        name="plan-objectives",
    ),
    path("schemes/<uuid:scheme>/progress/", SchemeProgress.as_view(), name="scheme-progress"),
]
