from django.urls import path

from comms.api.routers import Router
from comms.deadlines.api.views import ClockViewSet, ExplainView, RuleViewSet

router = Router()
router.register("deadlines", ClockViewSet, basename="deadline")
router.register("deadline-rules", RuleViewSet, basename="deadline-rule")
urlpatterns = [path("deadlines/explain/", ExplainView.as_view(), name="deadline-explain"), *router.urls]
