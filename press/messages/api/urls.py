from comms.api.routers import Router
from press.messages.api.views import MessageLineViewSet

router = Router()
router.register("message-lines", MessageLineViewSet, basename="message-line")
urlpatterns = router.urls
