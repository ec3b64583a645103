from comms.api.routers import Router
from comms.notify.api.views import NotificationViewSet

router = Router()
router.register("notifications", NotificationViewSet, basename="notification")
urlpatterns = router.urls
