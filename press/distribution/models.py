"""Outlets, journalists and lists; a delivery for each recipient and version; copies that are marked."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.fields import FoldedField, Line, Text
from comms.core.records import Record
from comms.core.states import state_check
from comms.org.models import Role, User
from comms.org.selectors import holds, reads_everything
from press.distribution import states
from press.releases.models import Release

# Contacts of the press are personal data: the press roles and who oversees them read them, nobody else.
CONTACT_ROLES = (Role.Kind.PRESS_OFFICER, Role.Kind.SPOKESPERSON)
# The address of somebody who was taken out on request: unique, and by RFC 2606 nobody's.
FORGOTTEN_DOMAIN = "removed.invalid"


class ContactQuerySet(models.QuerySet[Any]):
    """Of outlets, journalists and lists."""

    def visible_to(self, user: Any) -> "ContactQuerySet":
        if getattr(user, "is_active", False) and (reads_everything(user) or holds(user, *CONTACT_ROLES)):
            return self
        return self.none()


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, user: Any) -> "DeliveryQuerySet":
        """Whoever may read the contacts *and* the file of the release."""
        if not getattr(user, "is_active", False):
            return self.none()
        if not (reads_everything(user) or holds(user, *CONTACT_ROLES)):
            return self.none()
        seen = Release.objects.file_visible_to(user).filter(pk=models.OuterRef("release"))
        return self.filter(models.Exists(seen))


class MediaOutlet(Record):
    """A press agency: newspaper, station, portal."""

    name = Line(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=states.OutletKind.choices)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=[("vi", "Tiếng Việt"), ("en", "English")], default="vi"
    )
    website = models.URLField(_("website"), blank=True, max_length=300)
    # Where a release is posted as JSON, and what signs it.  The secret leaves the service only once, when it is made.
    webhook_url = models.URLField(_("webhook"), blank=True, max_length=300)
    webhook_secret = models.CharField(max_length=100, blank=True)
    active = models.BooleanField(_("active"), default=True)
    note = Text(_("note"), blank=True)
    illustrative = models.JSONField(default=list, blank=True)
    folded = FoldedField(sources=("name", "email"))

    objects: ClassVar[Any] = ContactQuerySet.as_manager()

    class Meta:
        db_table = "press_outlet"
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["name"], name="press_outlet_name_once"),
            models.CheckConstraint(condition=models.Q(kind__in=states.OutletKind.values), name="press_outlet_kind"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("press:outlet", args=[self.pk])


class Journalist(Record):
    """A person of the press, who has agreed to receive releases or has not."""

    name = Line(_("name"), max_length=100)
    email = models.EmailField(_("e-mail"))
    phone = Line(_("telephone"), max_length=40, blank=True)
    beats = models.JSONField(_("beats"), default=list, blank=True)
    # Of the texts: the first one is preferred.
    languages = models.JSONField(_("languages"), default=list, blank=True)
    active = models.BooleanField(_("active"), default=True)
    consent_at = models.DateTimeField(_("agreed to receive releases on"), null=True, blank=True)
    consent_source = Line(_("how the consent was given"), max_length=200, blank=True)
    unsubscribed_at = models.DateTimeField(null=True, blank=True)
    note = Text(_("note"), blank=True)
    illustrative = models.JSONField(default=list, blank=True)
    folded = FoldedField(sources=("name", "email", "beats"))

    objects: ClassVar[Any] = ContactQuerySet.as_manager()

    class Meta:
        db_table = "press_journalist"
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(models.functions.Lower("email"), name="press_journalist_email_once"),
        ]

    def __str__(self) -> str:
        return self.name or str(_("(taken out on request)"))

    def get_absolute_url(self) -> str:
        return reverse("press:journalist", args=[self.pk])

    @property
    def forgotten(self) -> bool:
        return self.email.endswith(f"@{FORGOTTEN_DOMAIN}")

    @property
    def language(self) -> str:
        """What the person reads first."""
        return self.languages[0] if self.languages else "vi"


class Employment(models.Model):
    """A journalist worked for an outlet from one day to another; open while `ends` is empty."""

    journalist = models.ForeignKey(Journalist, on_delete=models.CASCADE, related_name="employments")
    outlet = models.ForeignKey(MediaOutlet, on_delete=models.PROTECT, related_name="employments")
    post = Line(_("post"), max_length=100, blank=True)
    starts = models.DateField(_("from"))
    ends = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        db_table = "press_employment"
        ordering = ["-starts", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["journalist", "outlet"], condition=models.Q(ends=None), name="press_employment_open_once"
            ),
            models.CheckConstraint(
                condition=models.Q(ends=None) | models.Q(ends__gte=models.F("starts")), name="press_employment_has_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.journalist_id} {self.outlet_id}"


class DistributionList(Record):
    """Outlets and journalists who receive releases together."""

    name = Line(_("name"), max_length=100)
    language = models.CharField(
        _("language"), max_length=2, choices=[("vi", "Tiếng Việt"), ("en", "English")], default="vi"
    )
    active = models.BooleanField(_("active"), default=True)
    # May its members have a release before its embargo ends?
    embargo_trusted = models.BooleanField(_("receives copies under embargo"), default=False)
    note = Text(_("note"), blank=True)
    illustrative = models.JSONField(default=list, blank=True)

    objects: ClassVar[Any] = ContactQuerySet.as_manager()

    class Meta:
        db_table = "press_distribution_list"
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["name"], name="press_distribution_list_name_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("press:distribution-list", args=[self.pk])


class ListMember(models.Model):
    """One recipient of a list: an outlet or a journalist."""

    list = models.ForeignKey(DistributionList, on_delete=models.CASCADE, related_name="members")
    outlet = models.ForeignKey(MediaOutlet, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    journalist = models.ForeignKey(Journalist, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "press_list_member"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outlet__isnull=False, journalist=None)
                | models.Q(outlet=None, journalist__isnull=False),
                name="press_list_member_is_one",
            ),
            models.UniqueConstraint(fields=["list", "outlet"], name="press_list_outlet_once"),
            models.UniqueConstraint(fields=["list", "journalist"], name="press_list_journalist_once"),
        ]

    def __str__(self) -> str:
        return f"{self.list_id} {self.outlet_id or self.journalist_id}"


class Delivery(Record):
    """One document on its way to one recipient.  Name and address are kept as they were.

    `key` makes it one a recipient, document and purpose, whoever asks how often.  `permanent` of a failure: another try
    to the same address cannot help.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="deliveries")
    document_sha256 = models.CharField(max_length=64)
    purpose = models.CharField(max_length=12, choices=states.Purpose.choices)
    transport = models.CharField(max_length=8, choices=states.Transport.choices)
    outlet = models.ForeignKey(MediaOutlet, null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries")
    journalist = models.ForeignKey(
        Journalist, null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries"
    )
    name = Line(max_length=200)
    address = models.CharField(max_length=300)
    language = models.CharField(max_length=2, default="vi")
    state = models.CharField(max_length=10, choices=states.DeliveryState.choices, default=states.DeliveryState.QUEUED)
    key = models.CharField(max_length=200, unique=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    message_id = models.CharField(max_length=200, blank=True, db_index=True)
    # What the transport said last, shortened.
    answer = Text(blank=True)
    permanent = models.BooleanField(default=False)
    # Some try ended without an answer: the recipient may have the text, whatever was said to the tries after it.
    unanswered = models.BooleanField(default=False)
    ordered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    handed_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # The secret part of the recipient's own address (copy, unsubscribe), as SHA-256.
    token_sha256 = models.CharField(max_length=64, null=True, blank=True, unique=True)

    objects: ClassVar[Any] = DeliveryQuerySet.as_manager()
    transitions = states.DELIVERY

    class Meta:
        db_table = "press_delivery"
        ordering = ["-created_at", "id"]
        indexes = [
            models.Index(fields=["release", "state"], name="press_delivery_release"),
            models.Index(
                fields=["handed_at"],
                name="press_delivery_unsettled",
                condition=models.Q(state__in=["queued", "handed"]),
            ),
        ]
        constraints = [
            state_check(states.DeliveryState, "press_delivery_state"),
            models.CheckConstraint(
                condition=~models.Q(state="accepted") | models.Q(accepted_at__isnull=False),
                name="press_delivery_accepted_is_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>"

    def get_absolute_url(self) -> str:
        return reverse("press:delivery", args=[self.pk])


class DeliveryCopy(models.Model):
    """The PDF of one recipient, with the recipient's mark on each page, as it was sent.  Append-only."""

    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, related_name="copy")
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "press_delivery_copy"

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.sha256}"


class CopyAccess(models.Model):
    """Somebody opened a recipient's copy.  Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="accesses")
    opened_at = models.DateTimeField(default=clock.now)
    address = models.GenericIPAddressField(null=True, blank=True)
    agent = Line(max_length=200, blank=True)

    class Meta:
        db_table = "press_copy_access"
        ordering = ["-opened_at"]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.opened_at}"
