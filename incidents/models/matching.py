"""The index by which an earlier claim is found, and what was found."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from comms.core.records import Record
from comms.core.states import state_check
from incidents.models.claims import Claim, OfClaimQuerySet
from incidents.states.matching import MATCH, MatchState

PERSON = settings.AUTH_USER_MODEL


class ClaimPair(models.Model):
    """Two neighbouring syllables of a claim as one number (`incidents.matching.pairs`).  Derived: rebuilt at will."""

    id = models.BigAutoField(primary_key=True)
    pair = models.BigIntegerField()
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="pairs")

    class Meta:
        db_table = "incidents_claim_pair"
        constraints = [
            models.UniqueConstraint(fields=["pair", "claim"], name="incidents_claim_pair_once"),
        ]

    def __str__(self) -> str:
        return f"{self.pair} {self.claim_id}"


class ClaimMatch(Record):
    """An earlier claim that looks the same.  Suggested by the service; confirmed or rejected by a person.

    `score` is 0–100; `words` are the words that both share, as they stand in the later claim.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="matches")
    earlier = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="later_matches")
    score = models.PositiveSmallIntegerField()
    words = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=MatchState.choices, default=MatchState.SUGGESTED)
    decided_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = OfClaimQuerySet.as_manager()
    transitions = MATCH

    class Meta:
        db_table = "incidents_claim_match"
        ordering = ["-score", "id"]
        constraints = [
            state_check(MatchState, "incidents_claim_match_state"),
            models.UniqueConstraint(fields=["claim", "earlier"], name="incidents_claim_match_once"),
            models.CheckConstraint(
                condition=~models.Q(claim=models.F("earlier")), name="incidents_claim_match_another"
            ),
            models.CheckConstraint(
                condition=models.Q(state=MatchState.SUGGESTED, decided_by=None, decided_at=None)
                | ~models.Q(state=MatchState.SUGGESTED) & models.Q(decided_by__isnull=False, decided_at__isnull=False),
                name="incidents_claim_match_decided_by_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.earlier_id} {self.score}"

    def get_absolute_url(self) -> str:
        return reverse("incidents:match", args=[self.pk])
