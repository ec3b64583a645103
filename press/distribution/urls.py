"""Addresses of the pages of contacts and deliveries."""

urlpatterns: list[object] = []
