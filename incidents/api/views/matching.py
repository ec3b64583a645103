"""Earlier claims that say the same, in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from comms.api.preconditions import etag, expected_version
from comms.api.serializers import EmptyBody
from comms.api.verbs import Verb, child_list
from comms.api.views import UUID_PATTERN
from comms.core.decisions import actions_for
from comms.core.records import found
from incidents import services
from incidents.api.serializers.matching import CandidateSerializer, ClaimMatchSerializer, MatchBody
from incidents.policies import matching as policies
from incidents.selectors import matching as selectors

MATCH = rf"matches/(?P<match>{UUID_PATTERN})"


class Matching:
    """What `claims/` offers of matching; a part of its view."""

    matches = child_list("matches", rows=selectors.matches_of, serializer=ClaimMatchSerializer)

    @extend_schema(request=MatchBody, responses=CandidateSerializer(many=True))
    @action(detail=False, methods=["post"], url_path="match")
    def match(self: Any, request: Any, **kwargs: Any) -> Response:
        """Earlier claims, of those that the caller sees, which this text repeats; nothing is stored."""
        body = self.read_body(MatchBody)
        rows = selectors.with_answers(request.user, selectors.earlier_claims(request.user, body["text"]))
        return Response(CandidateSerializer(rows, many=True).data)

    @extend_schema(request=EmptyBody, responses=ClaimMatchSerializer)
    @action(detail=True, methods=["post"], url_path=f"{MATCH}/confirm", url_name="match-confirm")
    def match_confirm(self: Any, request: Any, **kwargs: Any) -> Response:
        """The claim repeats the earlier one.  If-Match is the match's."""
        return self.decide_match(services.match_confirm)

    @extend_schema(request=EmptyBody, responses=ClaimMatchSerializer)
    @action(detail=True, methods=["post"], url_path=f"{MATCH}/reject", url_name="match-reject")
    def match_reject(self: Any, request: Any, **kwargs: Any) -> Response:
        """The claim says something else.  If-Match is the match's."""
        return self.decide_match(services.match_reject)

    # What the grammar of verbs reads: the body, and that If-Match is needed.
    match_confirm.contract = Verb(services.match_confirm)  # type: ignore[attr-defined]  # read by the schema
    match_reject.contract = Verb(services.match_reject)  # type: ignore[attr-defined]  # the same

    def decide_match(self: Any, service: Any) -> Response:
        user = self.request.user
        rows = selectors.matches_shown_to(user).filter(claim=self.target_id()["claim_id"])
        match_id = found(rows, pk=self.kwargs["match"]).pk
        version = expected_version(self.request)
        self.read_body(EmptyBody)
        service(actor=user, match_id=match_id, version=version)
        match = found(rows, pk=match_id)
        context = {
            **self.get_serializer_context(),
            "actions_of": lambda one: list(actions_for(user, one, one.transitions, policies)),
        }
        return Response(ClaimMatchSerializer(match, context=context).data, headers={"ETag": etag(match)})
