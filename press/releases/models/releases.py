"""A release, its units and tasks, and every version of its text."""

from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.fields import FoldedField, Line, Text
from comms.core.records import Record
from comms.core.states import state_check
from comms.org.models import Role, Unit, User
from comms.org.selectors import held_roles, holds, reads_everything, units_acted_for
from press.releases import states
from press.releases.content import Limit
from press.releases.models.absences import standing_in_for

DESK_ROLES = (Role.Kind.PRESS_OFFICER, Role.Kind.LEGAL_CHECKER, Role.Kind.SPOKESPERSON)
# The code of an issued document, in Crockford's base 32: no letter looks like another when it is typed from paper.
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 20


class ReleaseQuerySet(models.QuerySet["Release"]):
    def visible_to(self, user: Any) -> "ReleaseQuerySet":
        """What is announced and no longer under embargo: everybody who is signed in.  All else: the press roles of
        its units, the heads who sign for them, legal checkers from the sign-off on, leadership, auditor, administrator.
        """
        if not getattr(user, "is_active", False):
            return self.none()
        return self if reads_everything(user) else self.filter(announced() | _worked_on_by(user))

    def file_visible_to(self, user: Any) -> "ReleaseQuerySet":
        """The releases whose file (versions, signatures, remarks, history) the person may read: the same people, but
        an announcement opens it to nobody else."""
        if not getattr(user, "is_active", False):
            return self.none()
        return self if reads_everything(user) else self.filter(_worked_on_by(user))

    def public(self) -> "ReleaseQuerySet":
        """What anybody may read without signing in: announced, the embargo over, the document stored."""
        return self.filter(announced()).exclude(state=states.State.WITHDRAWN).exclude(document_sha256="")

    def due(self) -> "ReleaseQuerySet":
        """Scheduled for an instant that has come."""
        return self.filter(state=states.State.SCHEDULED, scheduled_for__lte=clock.now())

    def urgent_unreviewed(self) -> "ReleaseQuerySet":
        """Issued before their sign-off, and no third person has reviewed them yet."""
        reviewed = Release.objects.filter(
            pk=models.OuterRef("pk"),
            signatures__step=states.Step.URGENT_REVIEW,
            signatures__round=models.F("round"),
            signatures__content_sha256=models.F("content_sha256"),
        )
        issued = self.exclude(urgent_reason="").filter(state__in=states.RELEASE.sources("review_urgent"))
        return issued.filter(~models.Exists(reviewed))


def announced() -> models.Q:
    """The embargo stands in the query, with the database's clock: nothing needs to happen when it ends."""
    open_now = models.Q(embargo_until=None) | models.Q(embargo_until__lte=clock.now())
    return models.Q(state__in=states.ANNOUNCED) & open_now


def local_body_of(unit: Unit | None) -> Unit | None:
    """The local body that the unit is or belongs to; it has its own head of paper, numbers and spokesperson."""
    seen: set[Any] = set()
    while unit is not None and unit.pk not in seen:
        if unit.kind == Unit.Kind.LOCAL:
            return unit
        seen.add(unit.pk)
        unit = unit.parent
    return None


def _worked_on_by(user: Any) -> models.Q:
    desk = units_acted_for(user, *DESK_ROLES)
    headed = units_acted_for(user, Role.Kind.UNIT_HEAD)
    of_unit = ReleaseUnit.objects.filter(release=models.OuterRef("pk"), unit__in=desk | headed)
    of_task = ReleaseTask.objects.filter(release=models.OuterRef("pk"), task__lead_unit__in=headed)
    seen = models.Q(models.Exists(of_unit)) | models.Q(models.Exists(of_task)) | models.Q(desk_unit__in=desk)
    begun = ~models.Q(state=states.State.DRAFT)
    if holds(user, Role.Kind.LEGAL_CHECKER) or _heads_office(user):
        seen |= begun
    for absent in standing_in_for(user):
        seen |= begun & _signed_by(absent)
    return seen


def _signed_by(absent: User) -> models.Q:
    """What somebody has to see who signs in the place of this person."""
    if holds(absent, Role.Kind.LEGAL_CHECKER) or _heads_office(absent):
        return models.Q()
    headed = units_acted_for(absent, Role.Kind.UNIT_HEAD)
    spoken_for = units_acted_for(absent, Role.Kind.SPOKESPERSON)
    of_unit = ReleaseUnit.objects.filter(release=models.OuterRef("pk"), unit__in=headed | spoken_for)
    of_task = ReleaseTask.objects.filter(release=models.OuterRef("pk"), task__lead_unit__in=headed)
    return models.Q(models.Exists(of_unit)) | models.Q(models.Exists(of_task)) | models.Q(desk_unit__in=spoken_for)


def _heads_office(user: Any) -> bool:
    """The head of the ministry's office signs for every unit of the ministry."""
    return any(role.kind == Role.Kind.UNIT_HEAD and role.unit.kind == Unit.Kind.OFFICE for role in held_roles(user))


class Release(Record):
    """A text of the ministry for the press and the public."""

    kind = models.CharField(_("kind"), max_length=20, choices=states.Kind.choices, default=states.Kind.PRESS_RELEASE)
    state = models.CharField(max_length=10, choices=states.State.choices, default=states.State.DRAFT)
    title = Line(_("title"), max_length=Limit.TITLE)
    abstract = Line(_("abstract"), max_length=Limit.ABSTRACT, blank=True)
    body = Text(_("text"), blank=True)
    desk_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    signer_post = Text(_("post of the signer"), blank=True)
    signer_name = Line(_("name of the signer"), max_length=Limit.NAME, blank=True)
    recipients = models.JSONField(_("recipients"), default=list, blank=True)
    # Of the press contact, published by duty: name, post, phone, email.
    contact = models.JSONField(_("press contact"), default=dict, blank=True)
    # Where the text is dated from: «Hà Nội»; printed before its first paragraph.
    dateline = Line(_("dateline"), max_length=Limit.DATELINE, blank=True)
    # [{"text", "speaker", "post"}]: words of a named person, printed and published as such.
    quotes = models.JSONField(_("quotes"), default=list, blank=True)
    boilerplate = Text(_("about the ministry"), blank=True)
    # Of an invitation: when and where.  Of a response: what is answered.
    event_at = models.DateTimeField(_("takes place at"), null=True, blank=True)
    event_place = Line(_("place"), max_length=Limit.PLACE, blank=True)
    question = Text(_("question that is answered"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=states.LANGUAGES, default="vi")
    embargo_until = models.DateTimeField(_("embargo until"), null=True, blank=True)
    # Set by scheduling what is approved, and by nothing else.
    scheduled_for = models.DateTimeField(_("not to be issued before"), null=True, blank=True)
    scheduled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Under which right to speak the spokesperson approved it, and why a schedule was stopped.
    mandate = models.ForeignKey("press.Mandate", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    schedule_stopped = Text(_("why the schedule was stopped"), blank=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    content_sha256 = models.CharField(max_length=64)
    # Raised by each edit and each return: a signature of an earlier round counts no longer.
    round = models.PositiveIntegerField(default=1)
    # The steps of the present sign-off, as the settings had them when it began.  Empty: those of now.
    signing_steps = models.JSONField(default=list, blank=True)
    approved_sha256 = models.CharField(max_length=64, blank=True)
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="errata")
    # The same release in another language: a text with its own sign-off, without a number of its own.
    variant_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="variants")
    # Of a release that was issued before its sign-off: why, and by when a third person has to have reviewed it.
    urgent_reason = Text(blank=True)
    urgent_review_due = models.DateTimeField(null=True, blank=True)
    # Of an erratum: what the public reads beside the original.
    correction_note = Text(blank=True)
    correction_major = models.BooleanField(default=False)
    number = models.PositiveIntegerField(null=True, blank=True)
    symbol = Line(max_length=60, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    verify_code = models.CharField(max_length=24, null=True, blank=True, unique=True)
    document_sha256 = models.CharField(max_length=64, blank=True)
    end_reason = Text(blank=True)
    # Of a withdrawal: what the public reads above the text, which stays readable.
    withdrawal_notice = Text(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    illustrative = models.JSONField(default=list, blank=True)
    folded = FoldedField(sources=("title", "abstract", "symbol", "body"))
    units = models.ManyToManyField(Unit, through="ReleaseUnit", related_name="+")
    tasks = models.ManyToManyField("tasks.Task", through="ReleaseTask", related_name="releases")

    objects: ClassVar[Any] = ReleaseQuerySet.as_manager()
    transitions = states.RELEASE

    class Meta:
        db_table = "press_release"
        ordering = ["-created_at", "id"]
        indexes = [
            models.Index(fields=["state", "-issued_at"], name="press_release_state_issued"),
            models.Index(
                fields=["scheduled_for"], name="press_release_due", condition=models.Q(state=states.State.SCHEDULED)
            ),
        ]
        constraints = [
            state_check(states.State, "press_release_state"),
            models.CheckConstraint(condition=models.Q(kind__in=states.Kind.values), name="press_release_kind"),
            models.CheckConstraint(
                condition=~models.Q(state__in=states.FROZEN) | models.Q(approved_sha256=models.F("content_sha256")),
                name="press_release_approved_text_stands",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=states.ANNOUNCED)
                | models.Q(issued_at__isnull=False, verify_code__isnull=False),
                name="press_release_issued_is_dated",
            ),
            models.CheckConstraint(
                condition=models.Q(variant_of=None) | models.Q(number=None, corrects=None),
                name="press_release_variant_has_no_number",
            ),
            models.UniqueConstraint(
                fields=["variant_of", "language"],
                condition=~models.Q(state=states.State.VOID),
                name="press_release_variant_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=states.State.SCHEDULED)
                | models.Q(scheduled_for__isnull=False, scheduled_by__isnull=False),
                name="press_release_scheduled_has_time",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=states.Kind.ERRATUM, corrects__isnull=False)
                | (~models.Q(kind=states.Kind.ERRATUM) & models.Q(corrects__isnull=True)),
                name="press_release_erratum_names_original",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.symbol} {self.title}".strip()

    def get_absolute_url(self) -> str:
        return reverse("press:release", args=[self.pk])

    @property
    def unit_ids(self) -> list[Any]:
        """Ids of the units, the lead unit first.  Free of queries when `unit_rows` is prefetched."""
        return [row.unit_id for row in self.unit_rows.all()]

    @property
    def lead_unit(self) -> Unit | None:
        """The unit that speaks first.  Free of queries when `unit_rows__unit` is prefetched."""
        return next((row.unit for row in self.unit_rows.all()), None)

    @property
    def local_body(self) -> Unit | None:
        """The local body under whose head the release stands; None for the ministry: all other units are its own."""
        return local_body_of(self.lead_unit)

    @property
    def under_embargo(self) -> bool:
        return self.embargo_until is not None and self.embargo_until > clock.now()


class ReleaseUnit(models.Model):
    """A unit in whose name a release speaks; position 0 is the lead unit."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="unit_rows")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "press_release_unit"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["release", "unit"], name="press_release_unit_once"),
            models.UniqueConstraint(fields=["release", "position"], name="press_release_unit_place"),
        ]

    def __str__(self) -> str:
        return f"{self.release_id} {self.unit_id}"


class ReleaseTask(models.Model):
    """The release is work done on the task."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="task_rows")
    task = models.ForeignKey("tasks.Task", on_delete=models.PROTECT, related_name="release_rows")

    class Meta:
        db_table = "press_release_task"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["release", "task"], name="press_release_task_once")]

    def __str__(self) -> str:
        return f"{self.release_id} {self.task_id}"


class ReleaseVersion(models.Model):
    """The text as it was from one edit to the next.  Append-only."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    content_sha256 = models.CharField(max_length=64)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "press_release_version"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["release", "number"], name="press_release_version_once")]

    def __str__(self) -> str:
        return f"{self.release_id} v{self.number}"
