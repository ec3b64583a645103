"""Addresses of the pages of plans, which show tasks and therefore stand in this app."""

from django.urls import path

from tasks.views.plans import PlanList, PlanPage, SchemePage

app_name = "plans"
urlpatterns = [
    path("plans/", PlanList.as_view(), name="list"),
    path("plans/schemes/<uuid:pk>/", SchemePage.as_view(), name="scheme"),
    path("plans/<uuid:pk>/", PlanPage.as_view(), name="plan"),
    path("plans/<uuid:pk>/<slug:verb>/", PlanPage.as_view(), name="verb"),
]
