"""The dossier of a refutation, and whom a changed verdict has to reach."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from comms.core import clock
from comms.core.fields import FoldedField, Line, Text
from comms.core.records import Record
from comms.core.states import state_check
from comms.org.models import Role
from comms.org.selectors import holds
from incidents.models.claims import Claim, ClaimVerdict, OfClaimQuerySet
from incidents.models.incident import Incident, OfIncidentQuerySet
from incidents.states.refutations import (
    REFUTATION,
    STANDING,
    SUBMITTED,
    VERDICT_NOTICE,
    Means,
    NoticeState,
    NoticeTo,
    RefutationState,
)

PERSON = settings.AUTH_USER_MODEL


class RefutationQuerySet(OfIncidentQuerySet):
    def visible_to(self, user: Any) -> "RefutationQuerySet":
        """Whoever sees the incident; legal checkers, from the legal check on, unless the incident is restricted."""
        seen = models.Q(models.Exists(Incident.objects.visible_to(user).filter(pk=models.OuterRef("incident_id"))))
        if getattr(user, "is_active", False) and holds(user, Role.Kind.LEGAL_CHECKER):
            seen |= models.Q(incident__restricted=False, state__in=SUBMITTED)
        return self.filter(seen)


class Refutation(Record):
    """The five parts of what explains false information (Thông tư 02/2019/TT-BTTTT, Điều 6), its checks, its way out.

    `public_text` is what the newsroom shows beside the verdict; `approved_sha256` is the hash of the words approved.
    `notice_received_at`: when the notice of the press authority came, from which the time to explain counts.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="refutations")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="refutations")
    verdict_row = models.ForeignKey(ClaimVerdict, on_delete=models.PROTECT, related_name="refutations")
    title = Line(max_length=300)
    false_content = Text(blank=True)
    effect = Text(blank=True)
    true_nature = Text(blank=True)
    legal_grounds = Text(blank=True)
    messages = Text(blank=True)
    public_text = Text(blank=True)
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    checker = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    check_note = Text(blank=True)
    approver = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_sha256 = models.CharField(max_length=64, blank=True)
    # Under what the approver spoke for the agency: a post goes out under it, too.
    mandate = models.ForeignKey("press.Mandate", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    return_note = Text(blank=True)
    means = models.CharField(max_length=10, choices=Means.choices, blank=True)
    release = models.ForeignKey(
        "press.Release", null=True, blank=True, on_delete=models.PROTECT, related_name="refutations"
    )
    statement = models.ForeignKey(
        "press.Statement", null=True, blank=True, on_delete=models.PROTECT, related_name="refutations"
    )
    post_channel = Line(max_length=200, blank=True)
    post_url = Line(max_length=2000, blank=True)
    posted_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=RefutationState.choices, default=RefutationState.DRAFT)
    notice_received_at = models.DateTimeField(null=True, blank=True)
    illustrative = models.JSONField(default=list, blank=True)
    folded = FoldedField(sources=("title", "public_text"))

    objects: ClassVar[Any] = RefutationQuerySet.as_manager()
    transitions = REFUTATION

    class Meta:
        db_table = "incidents_refutation"
        ordering = ["-created_at", "id"]
        constraints = [
            state_check(RefutationState, "incidents_refutation_state"),
            models.UniqueConstraint(
                fields=["claim"], condition=models.Q(state__in=STANDING), name="incidents_refutation_one_standing"
            ),
            models.CheckConstraint(
                condition=models.Q(approver=None) | ~models.Q(approver=models.F("author")),
                name="incidents_refutation_author_approves_not",
            ),
            models.CheckConstraint(
                condition=models.Q(checker=None) | ~models.Q(checker=models.F("author")),
                name="incidents_refutation_author_checks_not",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=[RefutationState.APPROVED, RefutationState.PUBLISHED])
                | models.Q(approver__isnull=False, checker__isnull=False) & ~models.Q(approved_sha256=""),
                name="incidents_refutation_approved_by_person",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=RefutationState.APPROVED) | models.Q(mandate__isnull=False),
                name="incidents_refutation_approved_under_mandate",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=RefutationState.PUBLISHED)
                | models.Q(published_at__isnull=False)
                & (
                    models.Q(means=Means.RELEASE, release__isnull=False)
                    | models.Q(means=Means.STATEMENT, statement__isnull=False)
                    | models.Q(means=Means.POST, posted_at__isnull=False) & ~models.Q(post_url="")
                ),
                name="incidents_refutation_published_by_means",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("incidents:refutation", args=[self.pk])


class RefutationWriter(models.Model):
    """Somebody who wrote or edited the words: none of them checks or approves them."""

    refutation = models.ForeignKey(Refutation, on_delete=models.PROTECT, related_name="writers")
    writer = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    wrote_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "incidents_refutation_writer"
        ordering = ["wrote_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["refutation", "writer"], name="incidents_refutation_writer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.refutation_id} {self.writer_id}"


class VerdictNotice(Record):
    """One recipient of the earlier answer who has to hear that the verdict changed.

    The service tells people by notice and mail; whom it cannot reach (`owed`) a person tells, and says so.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="verdict_notices")
    before = models.ForeignKey(ClaimVerdict, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(ClaimVerdict, on_delete=models.PROTECT, related_name="notices")
    to = models.CharField(max_length=10, choices=NoticeTo.choices)
    label = Line(max_length=300)
    email = models.EmailField(blank=True)
    person = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Which row had the earlier answer, of the kind that `to` names; one notice for each.
    about_id = models.UUIDField()
    state = models.CharField(max_length=10, choices=NoticeState.choices, default=NoticeState.OWED)
    told_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)
    note = Text(blank=True)

    objects: ClassVar[Any] = OfClaimQuerySet.as_manager()
    transitions = VERDICT_NOTICE

    class Meta:
        db_table = "incidents_verdict_notice"
        ordering = ["created_at", "id"]
        constraints = [
            state_check(NoticeState, "incidents_verdict_notice_state"),
            models.CheckConstraint(condition=models.Q(to__in=NoticeTo.values), name="incidents_verdict_notice_to"),
            models.UniqueConstraint(fields=["after", "to", "about_id"], name="incidents_verdict_notice_once"),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return self.claim.get_absolute_url()
