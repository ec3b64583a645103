"""Addresses of the pages of message lines."""

from django.urls import path

from press.messages import views

urlpatterns = [
    path("message-lines/", views.LineList.as_view(), name="message-lines"),
    path("message-lines/new/", views.LineCreate.as_view(), name="message-line-new"),
    path("message-lines/<uuid:pk>/", views.LinePage.as_view(), name="message-line"),
    path("message-lines/<uuid:pk>/edit/", views.LineEdit.as_view(), name="message-line-edit"),
    path("message-lines/<uuid:pk>/<slug:verb>/", views.LinePage.as_view(), name="message-line-verb"),
]
