from comms.api.routers import Router
from press.mandates.api.views import MandateViewSet

router = Router()
router.register("mandates", MandateViewSet, basename="mandate")
urlpatterns = router.urls
