"""Number books, and which kind of release goes into which."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.core.fields import Line, Text
from comms.org.models import User
from press.releases import states
from press.releases.models import Release

# The template is not given to str.format as it stands: only this shape is accepted.
_TEMPLATE = re.compile(r"\{number(?::0(?P<width>[1-9])d)?\}(?P<symbol>/[\w&.\-]{1,40})")


def check_template(value: str) -> None:
    """Refuse a symbol template that is not `{number}/…` or `{number:02d}/…`."""
    if not _TEMPLATE.fullmatch(value):
        raise ValidationError(_("The template must look like {number:02d}/TC-BTP."), code="template")


class NumberBook(models.Model):
    """A register of numbers of one agency, counted from 1 in each year.  `agency` is a unit's code."""

    agency = models.CharField(max_length=30)
    code = models.CharField(max_length=20)
    template = Line(max_length=60, validators=[check_template])
    illustrative = models.JSONField(default=list, blank=True)

    class Meta:
        db_table = "press_number_book"
        ordering = ["agency", "code"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "code"], name="press_number_book_once"),
            models.UniqueConstraint(fields=["agency", "template"], name="press_number_book_symbol_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.code}"

    def written(self, number: int) -> str:
        """«05/TC-BTP».  Raises ValidationError for a template that is not of the accepted shape."""
        check_template(self.template)
        match = _TEMPLATE.fullmatch(self.template)
        width = int((match and match["width"]) or 1)
        return f"{number:0{width}d}{self.symbol}"

    @property
    def symbol(self) -> str:
        """The part that does not count: «/TC-BTP»."""
        match = _TEMPLATE.fullmatch(self.template)
        return match["symbol"] if match else ""


class KindLayout(models.Model):
    """How releases of one kind look, and the book from which they take a number; without a book they have none."""

    class Layout(models.TextChoices):
        NUMBERED = "numbered", _("Thông cáo (administrative document)")
        BULLETIN = "bulletin", _("bulletin without number")

    kind = models.CharField(max_length=20, choices=states.Kind.choices, unique=True)
    book = models.ForeignKey(NumberBook, null=True, blank=True, on_delete=models.PROTECT, related_name="kinds")
    agency = models.CharField(max_length=30, default="BTP")
    place = Line(max_length=60, default="Hà Nội")
    title_line = Line(max_length=120)
    title_line_en = Line(max_length=120, blank=True)
    layout = models.CharField(max_length=10, choices=Layout.choices)
    # What a new draft of this kind begins with: {"vi": {"body", "boilerplate", "dateline"}, "en": {…}}.
    template = models.JSONField(default=dict, blank=True)
    illustrative = models.JSONField(default=list, blank=True)

    class Meta:
        db_table = "press_kind_layout"
        ordering = ["kind"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=states.Kind.values), name="press_kind_layout_kind"),
            models.CheckConstraint(
                condition=models.Q(book=None) | ~models.Q(kind=states.Kind.PRESS_INFORMATION),
                name="press_information_is_never_numbered",
            ),
            models.CheckConstraint(
                condition=models.Q(layout="numbered", book__isnull=False) | models.Q(layout="bulletin", book=None),
                name="press_kind_layout_fits_book",
            ),
        ]

    def __str__(self) -> str:
        return self.kind

    def title_for(self, language: str) -> str:
        return (self.title_line_en or self.title_line) if language == "en" else self.title_line


class NumberCounter(models.Model):
    """The last number given in a book's year; its row lock is what makes numbers gap-free."""

    book = models.ForeignKey(NumberBook, on_delete=models.PROTECT, related_name="counters")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "press_number_counter"
        constraints = [models.UniqueConstraint(fields=["book", "year"], name="press_number_counter_once")]

    def __str__(self) -> str:
        return f"{self.book_id} {self.year}: {self.last}"


class NumberEntry(models.Model):
    """A number that was given: never given again.  A void keeps the row and says why and by whom."""

    agency = models.CharField(max_length=30)
    symbol = Line(max_length=60)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    book = models.ForeignKey(NumberBook, on_delete=models.PROTECT, related_name="entries")
    release = models.OneToOneField(Release, on_delete=models.PROTECT, related_name="number_entry")
    taken_at = models.DateTimeField(default=clock.now)
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = Text(blank=True)
    voided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "press_number_entry"
        ordering = ["year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "symbol", "year", "number"], name="press_number_once"),
            models.CheckConstraint(
                condition=models.Q(voided_at=None, voided_by=None, void_reason="")
                | (models.Q(voided_at__isnull=False, voided_by__isnull=False) & ~models.Q(void_reason="")),
                name="press_number_void_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}{self.symbol} {self.year}"
