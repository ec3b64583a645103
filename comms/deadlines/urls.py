"""Addresses of the pages of deadlines."""

from django.urls import path

from comms.deadlines import views

app_name = "deadlines"
urlpatterns = [
    path("deadlines/", views.ClockList.as_view(), name="list"),
    path("deadlines/explain/", views.ExplainPage.as_view(), name="explain"),
    path("deadlines/rules/", views.RulesPage.as_view(), name="rules"),
    path("deadlines/rules/new/", views.RuleCreate.as_view(), name="rule_new"),
    path("deadlines/rules/<uuid:pk>/edit/", views.RuleEdit.as_view(), name="rule_edit"),
    path("deadlines/calendar/", views.CalendarPage.as_view(), name="calendar"),
    path("deadlines/calendar/<int:year>/", views.CalendarPage.as_view(), name="calendar_year"),
    path("deadlines/calendar/days/new/", views.DayCreate.as_view(), name="day_new"),
    path("deadlines/calendar/days/<uuid:pk>/edit/", views.DayEdit.as_view(), name="day_edit"),
    path("deadlines/calendar/days/<uuid:pk>/remove/", views.DayRemove.as_view(), name="day_remove"),
    path("deadlines/<uuid:pk>/", views.ClockPage.as_view(), name="clock"),
    path("deadlines/<uuid:pk>/<slug:verb>/", views.ClockPage.as_view(), name="clock_verb"),
]
