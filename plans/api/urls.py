from comms.api.routers import Router
from plans.api.views import PlanViewSet, SchemeViewSet

router = Router()
router.register("schemes", SchemeViewSet, basename="scheme")
router.register("plans", PlanViewSet, basename="plan")
urlpatterns = router.urls
