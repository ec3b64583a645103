from comms.api.routers import Router
from press.requests.api.views import PressRequestViewSet, RefusalGroundViewSet

router = Router()
router.register("press-requests", PressRequestViewSet, basename="press-request")
router.register("refusal-grounds", RefusalGroundViewSet, basename="refusal-ground")
urlpatterns = router.urls
