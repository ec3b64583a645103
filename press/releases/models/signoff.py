"""The steps to an approval, and who stands behind which text."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.fields import Line, Text
from comms.org.models import Unit, User
from press.releases import states
from press.releases.models.releases import Release


class KindStep(models.Model):
    """Setting: the steps that a kind of release passes before its approval, in their order.

    A kind without rows has the default of `press.releases.policies.steps`.
    """

    kind = models.CharField(max_length=20, choices=states.Kind.choices)
    position = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=20, choices=states.Step.choices)

    class Meta:
        db_table = "press_kind_step"
        ordering = ["kind", "position"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "position"], name="press_kind_step_place"),
            models.UniqueConstraint(fields=["kind", "step"], name="press_kind_step_once"),
            models.CheckConstraint(condition=models.Q(kind__in=states.Kind.values), name="press_kind_step_kind"),
            models.CheckConstraint(condition=models.Q(step__in=states.SIGNED), name="press_kind_step_step"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.position} {self.step}"


class SigningLink(models.Model):
    """A leader without an account reads one text and signs it or returns it, once, by an address sent by mail.

    It stands for one step of one round and for exactly one hash.  Only the SHA-256 of its secret part is kept.
    """

    class Outcome(models.TextChoices):
        SIGNED = "signed", _("signed")
        RETURNED = "returned", _("returned")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="signing_links")
    round = models.PositiveIntegerField()
    content_sha256 = models.CharField(max_length=64)
    step = models.CharField(max_length=20, choices=states.Step.choices)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = Line(_("name"), max_length=100)
    post = Line(_("post"), max_length=100)
    email = models.EmailField(_("e-mail"))
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    comment = Text(blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "press_signing_link"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(used_at=None, outcome="")
                | (models.Q(used_at__isnull=False) & ~models.Q(outcome="")),
                name="press_signing_link_used_has_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release_id} {self.step} {self.name}"

    @property
    def is_open(self) -> bool:
        """Neither used nor revoked nor over, and the text is still the one that it stands for."""
        if self.used_at is not None or self.revoked_at is not None or self.expires_at <= clock.now():
            return False
        release = self.release
        same = (self.round, self.content_sha256) == (release.round, release.content_sha256)
        return same and release.state == states.State.IN_REVIEW


class Signature(models.Model):
    """A person stands behind one text: bound to its hash and to the round of the sign-off.  Append-only.

    It counts while the release has the same hash and round; an edit or a return ends the round, also when
    the text later becomes the same again.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="signatures")
    round = models.PositiveIntegerField()
    content_sha256 = models.CharField(max_length=64)
    step = models.CharField(max_length=20, choices=states.Step.choices)
    # Of a head: the unit for which was signed.
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    # Who signed; None of a leader without an account, who used the one-time `link`.
    signer = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    link = models.OneToOneField(SigningLink, null=True, on_delete=models.PROTECT, related_name="signature")
    # The absent person in whose place the signer acted.
    in_place_of = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "press_signature"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["release", "round", "signer"], name="press_signature_signer_once"),
            models.UniqueConstraint(
                fields=["release", "round", "step"],
                condition=models.Q(unit=None),
                name="press_signature_step_once",
            ),
            models.UniqueConstraint(fields=["release", "round", "step", "unit"], name="press_signature_unit_once"),
            models.CheckConstraint(condition=models.Q(step__in=states.Step.values), name="press_signature_step"),
            models.CheckConstraint(
                condition=models.Q(signer__isnull=False, link=None) | models.Q(signer=None, link__isnull=False),
                name="press_signature_one_hand",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release_id} {self.step} {self.signer_label}"

    @property
    def signer_label(self) -> str:
        """The name of who signed, with or without an account.  Free of queries when both are loaded."""
        if self.signer is not None:
            return str(self.signer)
        return self.link.name if self.link is not None else ""

    def counts_for(self, release: Release) -> bool:
        return (self.round, self.content_sha256) == (release.round, release.content_sha256)
