"""Addresses of contacts and deliveries in the API."""

from press.distribution.api.contacts.urls import urlpatterns as contacts
from press.distribution.api.deliveries.urls import urlpatterns as deliveries

urlpatterns = [*contacts, *deliveries]
