from django.urls import path

from comms.api.routers import Router
from tasks.api.amendments import PlanAmend, PlanAmendments, PlanCarryOver, PlanCopy
from tasks.api.handovers import HandoverViewSet
from tasks.api.imports import PlanExport, PlanImport
from tasks.api.inbox import InboxView
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
router.register("handovers", HandoverViewSet, basename="handover")
urlpatterns = [
    *router.urls,
    path("tasks/inbox/", InboxView.as_view({"get": "list"}), name="task-inbox"),
    path("progress/", ProgressView.as_view(), name="progress"),
    path("progress/balance/", BalanceView.as_view(), name="progress-balance"),
    path("progress/why/", WhyView.as_view({"get": "list"}), name="progress-why"),
    path("plans/<uuid:plan>/progress/", PlanProgress.as_view(), name="plan-progress"),
    path(
        "plans/<uuid:plan>/objectives/",
        PlanObjectives.as_view({"get": "list", "post": "create"}, basename="objective"),
        name="plan-objectives",
    ),
    path("plans/<uuid:plan>/import/", PlanImport.as_view(), name="plan-import"),
    path("plans/<uuid:plan>/export.xlsx", PlanExport.as_view(ending="xlsx"), name="plan-export-xlsx"),
    path("plans/<uuid:plan>/export.docx", PlanExport.as_view(ending="docx"), name="plan-export-docx"),
    path("plans/<uuid:plan>/assignment-table.pdf", PlanExport.as_view(ending="pdf"), name="plan-export-pdf"),
    path("plans/<uuid:plan>/amend/", PlanAmend.as_view({"post": "amend"}, basename="plan"), name="plan-amend"),
    path("plans/<uuid:plan>/copy/", PlanCopy.as_view({"post": "copy"}, basename="plan"), name="plan-copy"),
    path(
        "plans/<uuid:plan>/carry-over/",
        PlanCarryOver.as_view({"post": "carry_over"}, basename="plan"),
        name="plan-carry-over",
    ),
    path("plans/<uuid:plan>/amendments/", PlanAmendments.as_view({"get": "list"}), name="plan-amendments"),
    path("plans/<uuid:plan>/amendments/<uuid:id>/", PlanAmendments.as_view({"get": "retrieve"}), name="plan-amendment"),
    path("schemes/<uuid:scheme>/progress/", SchemeProgress.as_view(), name="scheme-progress"),
]
