"""What is said, and where it was seen."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from comms.core import clock
from comms.core.fields import FoldedField, Line, Text
from comms.core.records import Record
from comms.core.states import state_check
from incidents.models.incident import Incident, OfIncidentQuerySet
from incidents.states import (
    CLAIM,
    JUDGED,
    ClaimState,
    Field,
    Verdict,
)
from incidents.states.intake import SeenIn

ANSWERED = (ClaimState.REFUTED, ClaimState.PUBLISHED)


def _by(*names: str) -> models.Q:
    """Refuted by exactly these of the three kinds of answer."""
    kinds = ("refuting_release", "refuting_statement", "refuting_post")
    return models.Q(**{f"{name}__isnull": name not in names for name in kinds})


_BY_RELEASE, _BY_STATEMENT, _BY_POST = _by("refuting_release"), _by("refuting_statement"), _by("refuting_post")
_BY_NOTHING = _by()


class Claim(Record):
    """Something that is said and has to be verified.  State and verdict are apart: a claim is judged, then answered."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="claims")
    text = Text()
    field = models.CharField(max_length=12, choices=Field.choices, blank=True)
    first_seen_at = models.DateTimeField()
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=14, choices=Verdict.choices, null=True, blank=True)  # noqa: DJ001  # null is "none yet"
    evidence = Text(blank=True)
    legal_source = Text(blank=True)
    verifier = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    judged_at = models.DateTimeField(null=True, blank=True)
    refuting_release = models.ForeignKey(
        "press.Release", null=True, blank=True, on_delete=models.PROTECT, related_name="refuted_claims"
    )
    refuting_statement = models.ForeignKey(
        "press.Statement", null=True, blank=True, on_delete=models.PROTECT, related_name="refuted_claims"
    )
    refuting_post = models.ForeignKey(
        "incidents.Refutation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Stays when the claim is checked again: what the public once read of it is not unread.
    published_at = models.DateTimeField(null=True, blank=True)
    # The earlier claim that this one repeats, as a person confirmed it.
    repeats = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="repeated_by")
    state = models.CharField(max_length=10, choices=ClaimState.choices, default=ClaimState.REPORTED)
    illustrative = models.JSONField(default=list, blank=True)
    folded = FoldedField(sources=("text",))

    objects: ClassVar[Any] = OfIncidentQuerySet.as_manager()
    transitions = CLAIM

    class Meta:
        db_table = "incidents_claim"
        ordering = ["first_seen_at", "id"]
        constraints = [
            state_check(ClaimState, "incidents_claim_state"),
            models.CheckConstraint(
                condition=models.Q(state__in=JUDGED, verdict__in=Verdict.values, verifier__isnull=False)
                & ~models.Q(evidence="")
                | (~models.Q(state__in=JUDGED) & models.Q(verdict=None)),
                name="incidents_claim_verdict_with_state",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=ANSWERED) & (_BY_RELEASE | _BY_STATEMENT | _BY_POST)
                | ~models.Q(state__in=ANSWERED) & _BY_NOTHING,
                name="incidents_claim_refuted_by_one",
            ),
            models.CheckConstraint(condition=models.Q(field__in=["", *Field.values]), name="incidents_claim_field"),
            models.CheckConstraint(
                condition=models.Q(repeats=None) | ~models.Q(repeats=models.F("id")),
                name="incidents_claim_repeats_another",
            ),
        ]
        indexes = [
            models.Index(fields=["incident", "first_seen_at"], name="incidents_claim_by_incident"),
            models.Index(
                fields=["-published_at"],
                condition=models.Q(published_at__isnull=False),
                name="incidents_claim_by_published",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:120]

    def get_absolute_url(self) -> str:
        return reverse("incidents:claim", args=[self.pk])

    @property
    def is_refuted(self) -> bool:
        """Is there an answer to it, published or not?"""
        return self.state in ANSWERED


class OfClaimQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "OfClaimQuerySet":
        seen = Claim.objects.visible_to(user).filter(pk=models.OuterRef("claim_id"))
        return self.filter(models.Exists(seen))


class Sighting(models.Model):
    """Where an incident, or one claim in it, was seen.  The address is text: nothing ever fetches it.  Append-only.

    `sha256` is of what is kept (the stored file's, when there is one), `received_sha256` of the bytes as they came,
    where a picture was written anew; `reach` is a count of people.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="sightings")
    claim = models.ForeignKey(Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="sightings")
    seen_in = models.CharField(max_length=10, choices=SeenIn.choices, blank=True)
    outlet = models.ForeignKey("press.MediaOutlet", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    author = Line(max_length=200, blank=True)
    received_sha256 = models.CharField(max_length=64, blank=True)
    url = Line(max_length=2000)
    captured_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64, blank=True)
    reach = models.PositiveIntegerField(null=True, blank=True)
    note = Text(blank=True)
    file = models.ForeignKey("files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = OfIncidentQuerySet.as_manager()

    class Meta:
        db_table = "incidents_sighting"
        ordering = ["captured_at", "recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seen_in__in=["", *SeenIn.values]), name="incidents_sighting_place"
            ),
        ]
        indexes = [
            models.Index(fields=["claim", "captured_at"], name="incidents_sighting_by_claim"),
            models.Index(fields=["incident", "captured_at"], name="incidents_sighting_by_case"),
        ]

    def __str__(self) -> str:
        return self.url


class ClaimEvidence(models.Model):
    """What a verdict rests on: a document, an address, a stored file.  Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="evidence_rows")
    title = Line(max_length=300)
    url = Line(max_length=2000, blank=True)
    note = Text(blank=True)
    file = models.ForeignKey("files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = OfClaimQuerySet.as_manager()

    class Meta:
        db_table = "incidents_claim_evidence"
        ordering = ["added_at", "id"]

    def __str__(self) -> str:
        return self.title


class ClaimVerdict(models.Model):
    """A conclusion as it was reached; a later one stands beside it.  Append-only.  `no` counts from 1 a claim."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="verdicts")
    no = models.PositiveIntegerField()
    verdict = models.CharField(max_length=14, choices=Verdict.choices)
    evidence = Text()
    legal_source = Text(blank=True)
    verifier = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField()

    objects: ClassVar[Any] = OfClaimQuerySet.as_manager()

    class Meta:
        db_table = "incidents_claim_verdict"
        ordering = ["claim", "no"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "no"], name="incidents_claim_verdict_no"),
            models.CheckConstraint(
                condition=models.Q(verdict__in=Verdict.values), name="incidents_claim_verdict_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.no} {self.verdict}"


class ClaimAnswer(models.Model):
    """What was once named as the refutation of a claim; it stays when the claim is checked again, so that those who had
    that answer are found.  Append-only.  `named_by` is empty for answers of before this was kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="answers")
    release = models.ForeignKey("press.Release", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey("press.Statement", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    refutation = models.ForeignKey(
        "incidents.Refutation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    named_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[Any] = OfClaimQuerySet.as_manager()

    class Meta:
        db_table = "incidents_claim_answer"
        ordering = ["named_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(release__isnull=False, statement=None, refutation=None)
                | models.Q(release=None, statement__isnull=False, refutation=None)
                | models.Q(release=None, statement=None, refutation__isnull=False),
                name="incidents_claim_answer_is_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.release_id or self.statement_id or self.refutation_id}"
