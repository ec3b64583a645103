"""What belongs to writing a text: its files, who is editing it, and who may look at the draft without an account."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.fields import Line
from comms.org.models import User
from press.releases.content import Limit
from press.releases.models.releases import Release


class ReleaseAttachment(models.Model):
    """A file that goes out with the text and is signed with it: a picture in it, or a document beside it."""

    class Role(models.TextChoices):
        PICTURE = "picture", _("picture")
        DOCUMENT = "document", _("attached document")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="attachment_rows")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=Role.choices)
    position = models.PositiveSmallIntegerField()
    caption = Line(_("caption"), max_length=Limit.CAPTION, blank=True)
    # What a picture shows, for those who do not see it; PDF/UA-1 and the newsroom need it.
    alt = Line(_("description of the picture"), max_length=Limit.CAPTION, blank=True)
    credit = Line(_("source of the picture"), max_length=100, blank=True)

    class Meta:
        db_table = "press_release_attachment"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["release", "position"], name="press_release_attachment_place"),
            models.CheckConstraint(
                condition=models.Q(role__in=["picture", "document"]), name="press_release_attachment_role"
            ),
            models.CheckConstraint(
                condition=~models.Q(role="picture") | ~models.Q(alt=""), name="press_release_picture_is_described"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release_id} {self.role} {self.position}"


class EditLock(models.Model):
    """Who is editing a draft now.  A courtesy between people: what settles a race is the version of the release.

    It is kept alive by the editor's page and lapses by itself; somebody else may take it over, which both are shown.
    """

    release = models.OneToOneField(Release, on_delete=models.CASCADE, related_name="edit_lock")
    holder = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    taken_at = models.DateTimeField(default=clock.now)
    refreshed_at = models.DateTimeField(default=clock.now)
    # Of a take-over: from whom.
    taken_from = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        db_table = "press_edit_lock"

    def __str__(self) -> str:
        return f"{self.release_id} {self.holder_id}"


class PreviewLink(models.Model):
    """Somebody without an account may read the draft as it stands, until a date or until it is revoked.

    Only the SHA-256 of the address's secret part is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="preview_links")
    label = Line(_("for whom"), max_length=100)
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opened_count = models.PositiveIntegerField(default=0)
    last_opened_at = models.DateTimeField(null=True, blank=True)
    # Of one that was made just now: the secret part of its address.
    token = ""

    class Meta:
        db_table = "press_preview_link"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.release_id} {self.label}"

    @property
    def is_open(self) -> bool:
        """Neither over nor revoked; whether the release may still be shown is asked of its state."""
        return self.revoked_at is None and clock.now() < self.expires_at
