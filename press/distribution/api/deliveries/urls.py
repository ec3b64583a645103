from django.urls import path

from comms.api.routers import Router
from press.distribution.api.deliveries.views import DeliveryViewSet, ReleaseDeliveries

router = Router()
router.register("deliveries", DeliveryViewSet, basename="delivery")
urlpatterns = [
    path(
        "releases/<uuid:release>/deliveries/",
        ReleaseDeliveries.as_view({"get": "list", "post": "create"}, basename="delivery"),
        name="release-deliveries",
    ),
    *router.urls,
]
