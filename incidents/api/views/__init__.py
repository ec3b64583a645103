"""The resources of this app."""

from incidents.api.views.claims import ClaimViewSet
from incidents.api.views.incidents import IncidentViewSet

__all__ = ["ClaimViewSet", "IncidentViewSet"]
