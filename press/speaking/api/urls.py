from comms.api.routers import Router
from press.speaking.api.views import MandateViewSet, StatementViewSet

router = Router()
router.register("mandates", MandateViewSet, basename="mandate")
router.register("statements", StatementViewSet, basename="statement")
urlpatterns = router.urls
