"""Units, people, roles, API tokens."""

import uuid
from datetime import date, timedelta
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken, AuthTokenManager

from comms.core import clock
from comms.core.fields import FoldedField, Line
from comms.core.records import Record
from comms.core.text import name_sort_key, sort_key


class UnitQuerySet(models.QuerySet["Unit"]):
    def visible_to(self, user: Any) -> "UnitQuerySet":
        """Units are known to everybody who is signed in."""
        return self if getattr(user, "is_active", False) else self.none()

    def valid_on(self, day: date) -> "UnitQuerySet":
        return self.filter(models.Q(valid_to=None) | models.Q(valid_to__gte=day), valid_from__lte=day)

    def ministry_units(self, day: date) -> "UnitQuerySet":
        """The group *các đơn vị thuộc Bộ*: units valid on `day`, neither the ministry itself nor local."""
        return self.valid_on(day).exclude(kind__in=[Unit.Kind.MINISTRY, Unit.Kind.LOCAL])


class Unit(Record):
    """A unit as it was called from `valid_from` to `valid_to`; a reorganised unit is a new row with a link."""

    class Kind(models.TextChoices):
        MINISTRY = "ministry", _("ministry")
        OFFICE = "office", _("office")
        DEPARTMENT = "department", _("department")
        AGENCY = "agency", _("agency")
        GENERAL_DEPARTMENT = "general_department", _("general department")
        INSPECTORATE = "inspectorate", _("inspectorate")
        CENTRE = "centre", _("centre")
        INSTITUTE = "institute", _("institute")
        ACADEMY = "academy", _("academy")
        PRESS_BODY = "press_body", _("press body")
        LOCAL = "local", _("local body")

    class Confidence(models.TextChoices):
        CONFIRMED = "C", _("read in a legal text")
        PARTLY = "P", _("partly confirmed")
        CUSTOMARY = "K", _("customary knowledge, to be confirmed")

    code = models.CharField(max_length=30, unique=True)
    abbr = Line(max_length=40)
    name_vi = Line(max_length=200)
    name_en = Line(max_length=200, blank=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    confidence = models.CharField(max_length=1, choices=Confidence.choices, default=Confidence.CONFIRMED)
    source = Line(max_length=300, blank=True)
    successors = models.ManyToManyField(
        "self", through="UnitSuccession", symmetrical=False, related_name="predecessors"
    )
    name_sort = models.TextField(editable=False, default="")
    folded = FoldedField(sources=("code", "abbr", "name_vi", "name_en"))

    objects: ClassVar[Any] = UnitQuerySet.as_manager()

    class Meta:
        db_table = "org_unit"
        ordering = ["name_sort", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                name="org_unit_validity_in_order",
            ),
            models.CheckConstraint(condition=~models.Q(parent=models.F("id")), name="org_unit_not_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name_vi

    def get_absolute_url(self) -> str:
        return reverse("org:unit", args=[self.code])

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return (self.name_en or self.name_vi) if get_language() == "en" else self.name_vi

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def fill_sort_key(self) -> None:
        self.name_sort = sort_key(self.name_vi)


class UnitSuccession(models.Model):
    """`successor` took over from `predecessor` when the latter ended."""

    class Kind(models.TextChoices):
        RENAMED = "renamed", _("renamed")
        MERGED = "merged", _("merged")
        SPLIT = "split", _("split")

    predecessor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)

    class Meta:
        db_table = "org_unit_succession"
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="org_succession_once"),
            models.CheckConstraint(
                condition=~models.Q(predecessor=models.F("successor")), name="org_succession_to_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"

    @property
    def took_place_on(self) -> date:
        """The day after the predecessor's last; its successor may be older, where one unit went into another."""
        ended = self.predecessor.valid_to
        return ended + timedelta(days=1) if ended else self.successor.valid_from


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """An account.  Without a password nobody can sign in with it."""
        user = self.model(username=username, **fields)
        user.name_sort = name_sort_key(user.full_name)
        user.set_password(password)
        user.save(force_insert=True)
        return user


class User(AbstractBaseUser):
    """A person with an account.  What the person may do follows from roles in units, and from nothing else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(_("user name"), max_length=60, unique=True)
    full_name = Line(_("full name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(max_length=2, choices=[("vi", "Tiếng Việt"), ("en", "English")], default="vi")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    name_sort = models.TextField(editable=False, default="")

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    objects: ClassVar[UserManager] = UserManager()

    _roles: list["Role"] | None = None

    class Meta:
        db_table = "org_user"
        ordering = ["name_sort", "username"]

    def __str__(self) -> str:
        return self.full_name

    def audit_label(self) -> str:
        return self.full_name

    def audit_unit(self) -> str:
        """Code of the unit of the person's first role that holds today."""
        return next((role.unit.code for role in self.held_roles()), "")

    def held_roles(self, day: date | None = None) -> list["Role"]:
        """The roles that hold on `day` (today in Hanoi when None), with their units; read once for this object."""
        if not self.is_active:
            return []
        if self._roles is None:
            self._roles = list(Role.objects.filter(user_id=self.pk).select_related("unit"))
        day = day or clock.today()
        return [role for role in self._roles if role.starts <= day and (role.ends is None or day <= role.ends)]

    def forget_roles(self) -> None:
        """After a role of this person was changed."""
        self._roles = None


class Role(models.Model):
    """A role that a person holds in a unit for a time."""

    class Kind(models.TextChoices):
        VIEWER = "viewer", _("viewer")
        OFFICER = "officer", _("officer")
        UNIT_HEAD = "unit_head", _("head of unit")
        PRESS_OFFICER = "press_officer", _("press officer")
        LEGAL_CHECKER = "legal_checker", _("legal checker")
        SPOKESPERSON = "spokesperson", _("spokesperson")
        LEADERSHIP = "leadership", _("leadership")
        AUDITOR = "auditor", _("auditor")
        ADMINISTRATOR = "administrator", _("administrator")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="roles")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="roles")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "org_role"
        ordering = ["starts", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "unit", "kind", "starts"], name="org_role_once"),
            models.CheckConstraint(
                condition=models.Q(ends=None) | models.Q(ends__gte=models.F("starts")), name="org_role_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.unit.abbr}"


class ApiToken(AbstractAuthToken):
    """A token for the API: only its digest is kept."""

    class Scope(models.TextChoices):
        READ = "read", _("read only")
        WRITE = "write", _("read and write")

    name = Line(max_length=80)
    scope = models.CharField(max_length=10, choices=Scope.choices, default=Scope.WRITE)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[AuthTokenManager] = AuthTokenManager()

    class Meta:
        db_table = "org_api_token"

    def __str__(self) -> str:
        return self.name
