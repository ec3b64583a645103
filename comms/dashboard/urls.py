from django.urls import path

from comms.dashboard import views

app_name = "dashboard"

urlpatterns = [path("", views.HomePage.as_view(), name="home")]
