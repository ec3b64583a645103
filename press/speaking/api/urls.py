from comms.api.routers import Router
from press.speaking.api.views import StatementViewSet

router = Router()
router.register("statements", StatementViewSet, basename="statement")
urlpatterns = router.urls
