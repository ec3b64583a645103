"""The inbox: my unit's work in four sections, each line with why it is here and what comes next."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.web.keyset import Page, keyset_page
from comms.web.pages import PageView
from tasks.forms.inbox import InboxFilters
from tasks.selectors import inbox

FIRST_LINES = 10
COUNTED = 200


@dataclass(frozen=True)
class Shown:
    """One section as the page shows it.  `total` is counted up to COUNTED; `all_url` leads to the whole section."""

    section: inbox.Section
    lines: list[inbox.Line]
    total: int
    all_url: str
    nothing: Any
    hint: Any
    page: Page | None = None

    @property
    def more_than_counted(self) -> bool:
        return self.total >= COUNTED


EMPTY = {
    inbox.Section.MINE: (
        _("Nothing to do"),
        _("Tasks come here when a plan names your unit as lead, and leave when the result is submitted."),
    ),
    inbox.Section.WAITING: (
        _("Nothing waits for you"),
        _(
            "Contributions to confirm come here; for the head of a unit also results to verify, returned tasks "
            "and requests for more time."
        ),
    ),
    inbox.Section.COORDINATING: (
        _("Nothing to contribute"),
        _("Tasks come here when another unit leads and yours is named to coordinate."),
    ),
    inbox.Section.ADDRESSED: (
        _("Nothing for all units"),
        _("Tasks come here when a plan names all units of the ministry to coordinate, and yours is one of them."),
    ),
}
ORDER = ("due_sort", "id")


class Inbox(PageView):
    """Without `?section=` the first lines of each section; with it that section alone, page by page."""

    template_name = "tasks/inbox.html"
    heading = _("My unit's work")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        desk = inbox.desk_of(self.request.user)
        form = InboxFilters(self.request.GET, label_suffix="", desk=desk)
        sections: list[Shown] = []
        asked = ""
        has_desk = inbox.has_desk(self.request.user)
        if has_desk and form.is_valid():
            asked = form.cleaned_data["section"]
            # The leadership leads and coordinates nothing: only what waits for it.
            offered = [inbox.Section(asked)] if asked else inbox.Section if desk.units else [inbox.Section.WAITING]
            sections = [self.shown(one, desk, form.filters(), asked) for one in offered]
        plans = inbox.plans_to_issue(desk) if form.asks_for_all_waiting() else ()
        return super().get_context_data(
            heading=_("Work that waits for the leadership") if has_desk and not desk.units else self.heading,
            filter_form=form,
            sections=sections,
            plans=plans,
            asked=asked,
            units=inbox.working_units(self.request.user),
            has_desk=has_desk,
            **kwargs,
        )

    def shown(self, section: inbox.Section, desk: inbox.Desk, chosen: inbox.Filters, asked: str) -> Shown:
        rows, line = self.source(section, desk, chosen)
        page = keyset_page(rows, self.request, order=ORDER) if asked else None
        found = page.rows if page is not None else list(rows[:FIRST_LINES])
        total = rows.order_by().values("pk")[:COUNTED].count() if page is None else len(found)
        query = self.request.GET.copy()
        query["section"] = section.value
        nothing, hint = EMPTY[section]
        return Shown(
            section=section,
            lines=[line(row) for row in found],
            total=total,
            all_url=f"{self.request.path}?{query.urlencode()}",
            nothing=nothing,
            hint=hint,
            page=page,
        )

    def source(
        self, section: inbox.Section, desk: inbox.Desk, chosen: inbox.Filters
    ) -> tuple[Any, Callable[[Any], inbox.Line]]:
        match section:
            case inbox.Section.MINE:
                return inbox.mine_to_do(desk, chosen), inbox.mine_line
            case inbox.Section.WAITING:
                return inbox.waiting(desk, chosen), lambda task: inbox.waiting_line(task, desk)
            case inbox.Section.ADDRESSED:
                return inbox.addressed(desk, chosen), inbox.addressed_line
            case _:
                return inbox.coordinating(desk, chosen), inbox.coordinating_line
