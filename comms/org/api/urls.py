from comms.api.routers import Router
from comms.org.api.views import UnitViewSet

router = Router()
router.register("units", UnitViewSet, basename="unit")
urlpatterns = router.urls
