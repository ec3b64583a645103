from comms.api.routers import Router
from press.distribution.api.contacts.views import DistributionListViewSet, JournalistViewSet, MediaOutletViewSet

router = Router()
router.register("media-outlets", MediaOutletViewSet, basename="media-outlet")
router.register("journalists", JournalistViewSet, basename="journalist")
router.register("distribution-lists", DistributionListViewSet, basename="distribution-list")
urlpatterns = router.urls
