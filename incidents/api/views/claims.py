"""Claims in the API."""

from typing import Any

from comms.api.parsers import JSONParser, MultiPartParser
from comms.api.verbs import child_list, verb_action
from comms.api.views import RecordViewSet
from incidents import policies, selectors, services
from incidents.api.filters.claims import ClaimFilters
from incidents.api.serializers.claims import (
    ClaimBody,
    ClaimSerializer,
    JudgeBody,
    RefuteBody,
)
from incidents.api.serializers.incidents import (
    IncidentNoteBody,
)
from incidents.api.serializers.refutations import (
    ClaimEvidenceBody,
    ClaimEvidenceSerializer,
    VerdictNoticeSerializer,
    VerdictSerializer,
)
from incidents.api.serializers.sightings import SightingBody, SightingSerializer
from incidents.api.views.matching import Matching
from incidents.models import Claim
from incidents.selectors.refutations import notices_shown_to


class ClaimViewSet(Matching, RecordViewSet):
    """*Thông tin cần xác minh*: what is said, what was found, what answers it."""

    model = Claim
    policies = policies
    serializer_class = ClaimSerializer
    write_serializer_class = ClaimBody
    create_service = services.claim_report
    filterset_class = ClaimFilters
    search_fields = ["folded"]
    ordering_fields = ["first_seen_at", "created_at"]

    check = verb_action("check", service=services.claim_check, serializer=IncidentNoteBody)
    judge = verb_action("judge", service=services.claim_judge, serializer=JudgeBody)
    refute = verb_action("refute", service=services.claim_refute, serializer=RefuteBody)
    publish = verb_action("publish", service=services.claim_publish)
    sightings = child_list(
        "sightings",
        rows=lambda user, claim: selectors.sightings_newest(claim.sightings),
        serializer=SightingSerializer,
        service=services.sighting_add,
        body=SightingBody,
        parser_classes=[JSONParser, MultiPartParser],
    )

    evidence = child_list(
        "evidence",
        rows=lambda user, claim: claim.evidence_rows.select_related("added_by").order_by("-added_at", "id"),
        serializer=ClaimEvidenceSerializer,
        service=services.claim_evidence_add,
        body=ClaimEvidenceBody,
        parser_classes=[JSONParser, MultiPartParser],
    )
    verdicts = child_list(
        "verdicts",
        rows=lambda user, claim: claim.verdicts.select_related("verifier").order_by("-no"),
        serializer=VerdictSerializer,
    )
    verdict_notices = child_list(
        "verdict-notices",
        rows=notices_shown_to,
        serializer=VerdictNoticeSerializer,
    )

    def queryset_for(self, user: Any) -> Any:
        return selectors.claims_shown_to(user).order_by("first_seen_at", "id")

    def paginate_queryset(self, queryset: Any) -> Any:
        page = super().paginate_queryset(queryset)
        if self.action == "list" and page:
            beside = selectors.latest_sightings(page)
            for claim in page:
                claim.sighting_rows = beside.get(claim.pk, [])
        return page
