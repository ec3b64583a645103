"""Addresses of contacts and deliveries in the API."""

urlpatterns: list[object] = []
