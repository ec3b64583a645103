"""The resources of this app."""

from incidents.api.views.claims import ClaimViewSet
from incidents.api.views.incidents import IncidentViewSet
from incidents.api.views.learning import ReviewActionViewSet

__all__ = ["ClaimViewSet", "IncidentViewSet", "ReviewActionViewSet"]
