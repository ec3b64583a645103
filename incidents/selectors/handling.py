"""Parts in the handling, checklist, playbooks: as pages and API show them."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from incidents.models import Agreement, ChecklistItem, Incident, IncidentRole, Playbook, ResponseDecision


def parts_beside() -> Prefetch:
    """The parts of incidents with their people and units, for `prefetch_related`."""
    return Prefetch("role_rows", queryset=IncidentRole.objects.select_related("person", "unit"))


def parts_of(incident: Incident) -> "QuerySet[IncidentRole]":
    rows: QuerySet[IncidentRole] = IncidentRole.objects.filter(incident=incident)
    return rows.select_related("person", "unit").order_by("starts_at", "id")


def decisions_shown_to(user: Any) -> "QuerySet[ResponseDecision]":
    rows: QuerySet[ResponseDecision] = ResponseDecision.objects.visible_to(user)
    return rows.select_related("incident", "decided_by", "reviewed_by")


def checklist_shown_to(user: Any) -> "QuerySet[ChecklistItem]":
    rows: QuerySet[ChecklistItem] = ChecklistItem.objects.visible_to(user)
    return rows.select_related("incident", "done_by")


def agreements_shown_to(user: Any) -> "QuerySet[Agreement]":
    rows: QuerySet[Agreement] = Agreement.objects.visible_to(user)
    return rows.select_related("incident", "asked_by", "recorded_by", "file")


def playbooks_for(incident: Incident) -> list[Playbook]:
    """The playbooks in force that fit, the best first: kind and severity, kind, severity, any; then all others."""

    def rank(playbook: Playbook) -> tuple[int, str]:
        by_kind = bool(playbook.kind) and playbook.kind == incident.kind
        by_severity = playbook.severity is not None and playbook.severity == incident.severity
        fits = (by_kind or not playbook.kind) and (by_severity or playbook.severity is None)
        return (3 - 2 * by_kind - by_severity if fits else 4, playbook.title)

    return sorted(Playbook.objects.filter(active=True), key=rank)


def fits(playbook: Playbook, incident: Incident) -> bool:
    """Was the playbook written for such an incident?"""
    return playbook.kind in ("", incident.kind) and playbook.severity in (None, incident.severity)
