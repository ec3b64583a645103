"""What is suggested for severity and priority, and why.  An aid of this service, set by no law; a person decides.

How far a matter has got (`Extent`) suggests the severity of the same number.  Severity and how fast it moves (`Spread`)
suggest the priority, by the table in the settings (`INCIDENT_PRIORITIES`).
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from incidents.states import Extent, Priority, Severity, Spread


@dataclass(frozen=True)
class Suggestion:
    """`severity` is None without an extent; `priority` without a spread, or while the severity is undetermined."""

    severity: int | None
    priority: str | None
    reasons: tuple[str, ...]


def suggest(*, extent: int | None, spread: int | None, severity: int | None = None) -> Suggestion:
    """`severity` is the one that was decided: the priority follows from it, else from the suggested one."""
    reasons = []
    suggested = Severity(extent) if extent is not None else None
    if extent is not None and suggested is not None:
        reasons.append(
            _("Extent “%(extent)s” suggests the severity “%(severity)s”.")
            % {"extent": Extent(extent).label, "severity": suggested.label}
        )
    counted = Severity(severity) if severity is not None else suggested
    priority = None
    if spread is not None and counted is not None:
        priority = priority_of(counted, spread)
        reasons.append(
            _("Severity “%(severity)s”, spread “%(spread)s” suggest the priority “%(priority)s”.")
            % {"severity": counted.label, "spread": Spread(spread).label, "priority": priority.label}
        )
    return Suggestion(suggested, priority, tuple(reasons))


def priority_of(severity: int, spread: int) -> Priority:
    return Priority(settings.INCIDENT_PRIORITIES[severity - 1][spread - 1])


def overruled(*, extent: int | None, spread: int | None, severity: int | None, priority: str) -> tuple[str, ...]:
    """Which of the two, `severity` and `priority`, were decided otherwise than suggested."""
    suggestion = suggest(extent=extent, spread=spread, severity=severity)
    names = []
    if suggestion.severity is not None and suggestion.severity != severity:
        names.append("severity")
    if suggestion.priority is not None and suggestion.priority != priority:
        names.append("priority")
    return tuple(names)


def matrix() -> list[tuple[Severity, list[tuple[Spread, Priority]]]]:
    """The table in words: each severity with the priority that each spread suggests."""
    return [(each, [(spread, priority_of(each, spread)) for spread in Spread]) for each in Severity]
