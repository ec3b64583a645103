from comms.api.routers import Router
from incidents.api.views import ClaimViewSet, IncidentViewSet

router = Router()
router.register("incidents", IncidentViewSet, basename="incident")
router.register("claims", ClaimViewSet, basename="claim")
urlpatterns = router.urls
