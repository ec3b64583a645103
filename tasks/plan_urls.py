"""Addresses of the pages of plans, which show tasks and therefore stand in this app."""

from django.urls import path

from tasks.views import amendments, copies
from tasks.views import plans as pages
from tasks.views.exports import import_template, table_export
from tasks.views.imports import ImportPage, ImportUpload

app_name = "plans"
urlpatterns = [
    path("plans/", pages.PlanList.as_view(), name="list"),
    path("plans/new/", pages.PlanCreate.as_view(), name="new"),
    path("plans/schemes/<uuid:pk>/", pages.SchemePage.as_view(), name="scheme"),
    path("plans/schemes/<uuid:pk>/leadership/", pages.SchemeLeadership.as_view(), name="scheme-leadership"),
    path("plans/schemes/<uuid:pk>/why/", pages.WhyList.as_view(home_name="scheme"), name="scheme-why"),
    path("plans/schemes/<uuid:pk>/indicators/new/", pages.SchemeIndicatorCreate.as_view(), name="scheme-indicator-new"),
    path("plans/objectives/<uuid:pk>/edit/", pages.ObjectiveEdit.as_view(), name="objective-edit"),
    path("plans/topics/<uuid:pk>/edit/", pages.TopicEdit.as_view(), name="topic-edit"),
    path("plans/indicators/<uuid:pk>/", pages.IndicatorPage.as_view(), name="indicator"),
    path("plans/indicators/<uuid:pk>/edit/", pages.IndicatorEdit.as_view(), name="indicator-edit"),
    path("plans/parts/<slug:part>/<uuid:pk>/<slug:step>/", pages.PartStep.as_view(), name="part-step"),
    path("plans/<uuid:pk>/", pages.PlanPage.as_view(), name="plan"),
    path("plans/<uuid:pk>/edit/", pages.PlanEdit.as_view(), name="edit"),
    path("plans/<uuid:pk>/content/", pages.ContentPage.as_view(), name="content"),
    path("plans/<uuid:pk>/objectives/new/", pages.ObjectiveCreate.as_view(), name="objective-new"),
    path("plans/<uuid:pk>/topics/new/", pages.TopicCreate.as_view(), name="topic-new"),
    path("plans/<uuid:pk>/indicators/new/", pages.PlanIndicatorCreate.as_view(), name="indicator-new"),
    path("plans/<uuid:pk>/tasks/new/", pages.TaskCreate.as_view(), name="task-new"),
    path("plans/<uuid:pk>/readers/", pages.PlanReaders.as_view(), name="readers"),
    path("plans/<uuid:pk>/readers/<str:unit>/off/", pages.ReaderOff.as_view(), name="reader-off"),
    path("plans/<uuid:pk>/timeline/", pages.PlanTimeline.as_view(), name="timeline"),
    path("plans/<uuid:pk>/table/", pages.PlanTable.as_view(), name="table"),
    path("plans/<uuid:pk>/leadership/", pages.PlanLeadership.as_view(), name="plan-leadership"),
    path("plans/<uuid:pk>/why/", pages.WhyList.as_view(), name="plan-why"),
    path("plans/import-template.xlsx", import_template, name="import-template"),
    path("plans/<uuid:pk>/import/", ImportUpload.as_view(), name="import"),
    path("plans/<uuid:plan>/import/<uuid:pk>/", ImportPage.as_view(), name="import-run"),
    path("plans/<uuid:plan>/import/<uuid:pk>/<slug:verb>/", ImportPage.as_view(), name="import-verb"),
    path("plans/<uuid:pk>/assignment-table.pdf", table_export, {"ending": "pdf"}, name="table-pdf"),
    path("plans/<uuid:pk>/export.<slug:ending>", table_export, name="export"),
    path("plans/<uuid:pk>/copy/", copies.PlanCopyPage.as_view(), name="copy"),
    path("plans/<uuid:pk>/carry-over/", copies.CarryOverPage.as_view(), name="carry-over"),
    path("plans/<uuid:pk>/amendments/", amendments.Ledger.as_view(), name="amendments"),
    path("plans/<uuid:plan>/amendments/<uuid:pk>/", amendments.AmendmentPage.as_view(), name="amendment"),
    path("plans/<uuid:plan>/amendments/<uuid:pk>/edit/", amendments.AmendmentEdit.as_view(), name="amendment-edit"),
    path("plans/<uuid:plan>/amendments/<uuid:pk>/next/", amendments.LineChoice.as_view(), name="amendment-choice"),
    path("plans/<uuid:plan>/amendments/<uuid:pk>/lines/task/", amendments.TaskLine.as_view(), name="amendment-task"),
    path(
        "plans/<uuid:plan>/amendments/<uuid:pk>/lines/objective/",
        amendments.ObjectiveLine.as_view(),
        name="amendment-objective",
    ),
    path("plans/<uuid:plan>/amendments/<uuid:pk>/lines/topic/", amendments.TopicLine.as_view(), name="amendment-topic"),
    path(
        "plans/<uuid:plan>/amendments/<uuid:pk>/lines/<uuid:line>/remove/",
        amendments.LineRemove.as_view(),
        name="amendment-line-remove",
    ),
    path(
        "plans/<uuid:plan>/amendments/<uuid:pk>/<slug:verb>/",
        amendments.AmendmentPage.as_view(),
        name="amendment-verb",
    ),
    path("plans/<uuid:pk>/<slug:verb>/", pages.PlanPage.as_view(), name="verb"),
]
