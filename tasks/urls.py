"""Addresses of the pages of tasks."""

from django.urls import path

from tasks.views.tasks import TaskList, TaskPage

app_name = "tasks"
urlpatterns = [
    path("tasks/", TaskList.as_view(), name="list"),
    path("tasks/<uuid:pk>/", TaskPage.as_view(), name="task"),
    path("tasks/<uuid:pk>/<slug:verb>/", TaskPage.as_view(), name="verb"),
]
