"""Addresses of the newsroom."""

from django.urls import path

from press.newsroom import views

urlpatterns = [
    path("newsroom/", views.NewsroomList.as_view(), name="newsroom"),
    path("newsroom/<slug:words>-<uuid:pk>/", views.NewsroomPage.as_view(), name="newsroom-release"),
    path("newsroom/<slug:words>-<uuid:pk>/document.pdf", views.newsroom_pdf, name="newsroom-pdf"),
]
