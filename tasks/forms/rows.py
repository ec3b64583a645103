"""Forms with rows below them, without JavaScript: some rows are empty, and a button brings more of them."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from comms.web.forms import PageForm

MOST_ROWS = 100


class RowForm(PageForm):
    """One row.  A row that is empty, or was emptied, does not count."""

    @property
    def is_blank(self) -> bool:
        return not any(str(self.data.get(self.add_prefix(name), "")).strip() for name in self.fields)

    def full_clean(self) -> None:
        if self.is_bound and self.is_blank:
            self._errors, self.cleaned_data = ErrorDict(), {}
            return
        super().full_clean()


class RowsForm(PageForm):
    """A form with rows of `row_form` below its own fields; `wants_more` when the button for more rows was pressed."""

    row_form: ClassVar[type[RowForm]]
    rows_label: ClassVar[Any] = ""
    rows_help: ClassVar[Any] = ""
    row_label: ClassVar[Any] = ""
    more_label: ClassVar[Any] = _("Add rows")
    spare = 3

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        rows: Sequence[Mapping[str, Any]] = (),
        row_arguments: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, files, **kwargs)
        if self.wants_more:
            rows = self._typed_rows()
            self.initial = self._typed()
            self.is_bound = False
        self._row_arguments = dict(row_arguments or {})
        kept = [row for row in rows if any(row.values())]
        # `spare` empty rows below those that stand there; asked for more, as many again.
        count = len(kept) + self.spare * (2 if self.wants_more else 1)
        factory = forms.formset_factory(
            self.row_form, extra=max(count - len(kept), 0), max_num=MOST_ROWS, absolute_max=MOST_ROWS
        )
        bound = data if self.is_bound else None
        self.rows: Any = factory(bound, initial=kept, prefix="rows", form_kwargs=self._row_arguments)

    @property
    def wants_more(self) -> bool:
        return "more" in self.data

    def is_valid(self) -> bool:
        rows_valid = self.rows.is_valid() if self.is_bound else False
        if not super().is_valid():
            return False
        if rows_valid:
            self.compare_rows()
            rows_valid = not any(row.errors for row in self.rows)
        if not rows_valid:
            self.add_error(None, _("Look at the rows below: something in them is not right."))
        return bool(rows_valid)

    def compare_rows(self) -> None:
        """What makes sense by itself but not beside the others: `add_error` on the row that is wrong."""

    def filled_rows(self) -> list[dict[str, Any]]:
        """The cleaned rows that say something, in their order."""
        return [row.cleaned_data for row in self.rows if row.cleaned_data]

    def _typed(self) -> dict[str, Any]:
        """What was typed, as it stands: it is looked at only when the form is sent."""
        fields = self.fields.items()
        return {name: field.widget.value_from_datadict(self.data, self.files, name) for name, field in fields}

    def _typed_rows(self) -> list[dict[str, Any]]:
        total = str(self.data.get("rows-TOTAL_FORMS", "0"))
        names = self.row_form.base_fields
        return [
            {name: self.data.get(f"rows-{index}-{name}", "") for name in names}
            for index in range(min(int(total) if total.isdecimal() else 0, MOST_ROWS))
        ]
