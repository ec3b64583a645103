"""Addresses of the pages of notices."""

from django.urls import path

from comms.notify import views

app_name = "notify"
urlpatterns = [
    path("notifications/", views.NoticeList.as_view(), name="list"),
    path("notifications/read/", views.notices_read, name="read_all"),
    path("notifications/<uuid:pk>/read/", views.notice_read, name="read"),
]
