"""Addresses of contacts and deliveries in the API."""

from press.distribution.api.contacts.urls import urlpatterns as contacts

urlpatterns = [*contacts]
