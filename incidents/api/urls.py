from comms.api.routers import Router
from comms.api.views import UUID_PATTERN
from incidents.api.views import ClaimViewSet, IncidentViewSet
from incidents.api.views.handling import AgreementViewSet, ChecklistViewSet, DecisionViewSet
from incidents.api.views.playbooks import PlaybookViewSet

OF = rf"incidents/(?P<incident>{UUID_PATTERN})"

router = Router()
router.register("incidents", IncidentViewSet, basename="incident")
router.register("claims", ClaimViewSet, basename="claim")
router.register(rf"{OF}/decisions", DecisionViewSet, basename="incident-decision")
router.register(rf"{OF}/checklist", ChecklistViewSet, basename="incident-checklist")
router.register(rf"{OF}/agreements", AgreementViewSet, basename="incident-agreement")
router.register("playbooks", PlaybookViewSet, basename="playbook")
urlpatterns = router.urls
