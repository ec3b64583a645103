"""Filters and tags that every template has.  Examples: comms/web/README.md."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comms.audit.actions import wording
from comms.audit.models import AuditEvent
from comms.core import clock, rich_text
from comms.web import tones
from comms.web.changes import changes_of

register = template.Library()
NOTHING = "–"


# --- filters ---------------------------------------------------------------------------------------


@register.filter
def day(value: date | datetime | None) -> str:
    """A date as dd/mm/yyyy (an instant: its date in Hanoi); a dash for none."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, datetime):
        value = value.astimezone(clock.HANOI).date()
    return f"{value:%d/%m/%Y}"


@register.filter
def moment(value: datetime | None) -> str:
    """An instant as dd/mm/yyyy HH:MM in Hanoi; a dash for none."""
    return f"{value.astimezone(clock.HANOI):%d/%m/%Y %H:%M}" if value else NOTHING


@register.filter
def deadline(value: datetime | None) -> str:
    """The instant by which something is due, as `moment`; midnight is 24:00 of the day before, as the law counts."""
    if value is None:
        return NOTHING
    local = value.astimezone(clock.HANOI)
    if local.time() == time.min:
        return f"{local - timedelta(days=1):%d/%m/%Y} 24:00"
    return moment(local)


@register.filter
def number(value: Any, places: int | None = None) -> str:
    """1.234.567,89 in Vietnamese, 1,234,567.89 in English; a dash for none."""
    if value is None or value == "":
        return NOTHING
    return number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)


@register.filter
def percent(value: Any) -> str:
    """A share in per cent with at most one decimal; a dash when there is none (which is not 0)."""
    if value is None or value == "":
        return NOTHING
    share = Decimal(str(value)).quantize(Decimal("0.1"))
    return f"{number_format(share, decimal_pos=0 if share == share.to_integral_value() else 1)}%"


@register.filter
def markdown(value: str | None) -> SafeString:
    """Markdown as clean HTML; wrap it in `<div class="prose">`."""
    return SafeString(rich_text.to_html(value or ""))  # it has passed the allow-list of `comms.core.rich_text`


@register.filter
def size(value: int | None) -> str:
    """Bytes in words: 1,5 MB."""
    return filesizeformat(value).replace("\xa0", " ") if value is not None else NOTHING


@register.filter
def remaining(due_at: datetime) -> str:
    """What is left until an instant, or what has passed since: "2 days 3 hours", without saying which."""
    return words_of(abs((due_at - clock.now()).total_seconds()))


@register.filter
def span(value: timedelta) -> str:
    """A length of time in words: "2 days 3 hours"."""
    return words_of(value.total_seconds())


@register.filter
def get(mapping: Mapping[Any, Any], key: Any) -> Any:
    """`mapping|get:key`, or None."""
    return mapping.get(key)


def words_of(seconds: float) -> str:
    """A span in its two largest units: "2 days 3 hours", "14 minutes"."""
    minutes = int(seconds // 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [
        ngettext("%(count)s day", "%(count)s days", days) % {"count": days} if days else "",
        ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours} if hours else "",
        ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes} if minutes and not days else "",
    ]
    return " ".join(part for part in parts if part) or _("less than a minute")


# --- components -------------------------------------------------------------------------------------


@register.inclusion_tag("web/components/badge.html")
def state(obj: Any, field: str = "state") -> dict[str, Any]:
    """The state of an object as a badge."""
    value = getattr(obj, field)
    label = getattr(obj, f"get_{field}_display", lambda: value)()
    return {"label": label, "tone": tones.tone_of(value)}


@register.inclusion_tag("web/components/badge.html")
def badge(label: Any, tone: str = "") -> dict[str, Any]:
    """Any short mark: tone is "", info, good, warn or bad."""
    return {"label": label, "tone": tone}


@register.inclusion_tag("web/components/illustrative.html")
def illustrative(obj: Any, field: str | None = None) -> dict[str, Any]:
    """*minh họa* when the field (or, without one, anything of the object) is an example, not an official fact."""
    marked = getattr(obj, "illustrative", None) or ()
    return {"shown": bool(marked) if field is None else field in marked}


@register.inclusion_tag("web/components/progress.html")
def progress(declared: Any, verified: Any, look: str = "", label: str = "") -> dict[str, Any]:
    """Declared and verified progress (per cent, or None) as one bar with both numbers in words."""
    return {"declared": declared, "verified": verified, "look": look, "label": label}


@register.inclusion_tag("web/components/clock.html", name="clock")
def clock_(due_at: datetime | None, stopped_at: datetime | None = None, look: str = "") -> dict[str, Any]:
    """A deadline with what is left of it, or by how much it is missed; `stopped_at`: when it was met."""
    context: dict[str, Any] = {"due_at": due_at, "stopped_at": stopped_at, "look": look}
    if due_at is None:
        return context
    left = (due_at - (stopped_at or clock.now())).total_seconds()
    urgent = left < 6 * 3600
    tone = ("good" if left >= 0 else "bad") if stopped_at else ("bad" if left < 0 else "warn" if urgent else "")
    return context | {"late": left < 0, "words": words_of(abs(left)), "tone": tone}


@register.inclusion_tag("web/components/stat.html")
def stat(figure: Any, label: Any, url: str = "", tone: str = "", note: Any = "") -> dict[str, Any]:
    """One figure that leads to the list behind it.  Stands inside `<ul class="stats">`."""
    shown = number(figure) if isinstance(figure, int | Decimal | float) or figure is None else figure
    quiet = figure in (0, None) and tone in {"warn", "bad"}
    return {"figure": shown, "label": label, "url": url, "tone": "" if quiet else tone, "note": note}


@register.inclusion_tag("web/components/empty.html")
def empty(title: Any, text: Any = "", url: str = "", action: Any = "") -> dict[str, Any]:
    """What a list says when it has nothing, and what to do next."""
    return {"title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("web/components/timeline.html")
def timeline(events: Iterable[AuditEvent]) -> dict[str, Any]:
    """Audit events in words, as given (`comms.audit.selectors.history`: newest first)."""
    return {
        "events": [
            {
                "at": event.at,
                "words": wording(event.action),
                "by": event.actor_label if event.actor_id else _("the system"),
                "unit": event.actor_unit,
                "said": _said(event.data),
                "changes": changes_of(event),
            }
            for event in events
        ]
    }


def _said(data: Mapping[str, Any]) -> str:
    """The sentence that a person gave with the step, if any."""
    return next((str(data[name]) for name in ("reason", "comment", "note", "text") if data.get(name)), "")


@register.inclusion_tag("web/components/files.html")
def files(stored: Iterable[Any]) -> dict[str, Any]:
    """Stored files (or anything with name, size and get_absolute_url) as a list of links."""
    return {"files": stored}


@register.inclusion_tag("web/components/actions.html", takes_context=True)
def actions(context: template.Context, obj: Any, page_actions: Any, look: str = "") -> dict[str, Any]:
    """The verbs of an object as buttons; each refused one with its reason in words.

    `page_actions` comes from `comms.web.actions.page_actions`; `look="across"` puts them in one line.
    """
    return {
        "obj": obj,
        "open": [action for action in page_actions if action.allowed],
        "refused": [action for action in page_actions if not action.allowed and action.in_state],
        "later": [action for action in page_actions if not action.allowed and not action.in_state],
        "csrf_token": context.get("csrf_token"),
        "look": look,
    }


@register.inclusion_tag("web/components/fields.html")
def fields(form: Any, summary: bool = True) -> dict[str, Any]:
    """The fields of a form with labels, help and errors; first the summary of what is wrong."""
    return {"form": form, "summary": summary}


@register.inclusion_tag("web/components/filters.html", takes_context=True)
def filters(context: template.Context, form: Any) -> dict[str, Any]:
    """A form of filters, sent by GET, with a link that clears it.

    Fields that the form names in `rare` stand folded until one of them is used.
    """
    request: HttpRequest | None = context.get("request")
    used = {name for name in form.fields if request and request.GET.get(name)}
    rare = set(getattr(form, "rare", ()))
    shown = form.visible_fields()
    return {
        "form": form,
        "often": [field for field in shown if field.name not in rare],
        "rare": [field for field in shown if field.name in rare],
        "rare_open": bool(used & rare),
        "path": request.path if request else "",
        "filled": bool(used),
    }


@register.inclusion_tag("web/components/pager.html")
def pager(page: Any) -> dict[str, Any]:
    """Links to the pages before and after (`comms.web.keyset.Page`)."""
    return {"page": page}
