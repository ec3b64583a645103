"""Addresses of the pages of deadlines."""

from django.urls import path

from comms.deadlines import views

app_name = "deadlines"
urlpatterns = [
    path("deadlines/", views.ClockList.as_view(), name="list"),
    path("deadlines/rules/", views.RulesPage.as_view(), name="rules"),
    path("deadlines/rules/days/new/", views.CalendarDayPage.as_view(), name="day_new"),
    path("deadlines/<uuid:pk>/", views.ClockPage.as_view(), name="clock"),
]
