"""Addresses of sign-in and language."""

from django.urls import path

from comms.web import views

app_name = "web"
urlpatterns = [
    path("login/", views.SignIn.as_view(), name="login"),
    path("logout/", views.SignOut.as_view(), name="logout"),
    path("language/", views.language_switch, name="language"),
]
