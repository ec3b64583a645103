"""Addresses of the pages of contacts and deliveries."""

from django.urls import path

from press.distribution.contacts_urls import urlpatterns as contacts
from press.distribution.views import copies, deliveries

urlpatterns = [
    *contacts,
    path("deliveries/", deliveries.DeliveryList.as_view(), name="deliveries"),
    path("deliveries/<uuid:pk>/", deliveries.DeliveryPage.as_view(), name="delivery"),
    path("deliveries/<uuid:pk>/<slug:verb>/", deliveries.DeliveryPage.as_view(), name="delivery-verb"),
    path("releases/<uuid:pk>/deliveries/", deliveries.ReleaseDeliveries.as_view(), name="release-deliveries"),
    path("releases/<uuid:pk>/deliveries/new/", deliveries.DeliveryOrder.as_view(), name="delivery-order"),
    path("copies/<str:token>/", copies.copy_page, name="copy"),
    path("copies/<str:token>/document.pdf", copies.copy_pdf, name="copy-pdf"),
    path("unsubscribe/<str:token>/", copies.unsubscribe_page, name="unsubscribe"),
]
