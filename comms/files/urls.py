"""Addresses of stored files."""

from django.urls import path

from comms.files import views

app_name = "files"
urlpatterns = [path("files/<uuid:file_id>/", views.file, name="file")]
