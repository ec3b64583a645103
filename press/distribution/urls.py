"""Addresses of the pages of contacts and deliveries."""

from django.urls import path

from press.distribution.contacts_urls import urlpatterns as contacts
from press.distribution.views import copies

urlpatterns = [
    *contacts,
    path("copies/<str:token>/", copies.copy_page, name="copy"),
    path("copies/<str:token>/document.pdf", copies.copy_pdf, name="copy-pdf"),
    path("unsubscribe/<str:token>/", copies.unsubscribe_page, name="unsubscribe"),
]
