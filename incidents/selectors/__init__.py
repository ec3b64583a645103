"""Reads that pages, API and other apps share."""

from incidents.selectors.answers import linked_releases, linked_statements, linked_tasks
from incidents.selectors.claims import LATEST, claims_shown_to, seen_refutation
from incidents.selectors.closing import Waiver, waiver_digest, waiver_intact, waivers
from incidents.selectors.dossier import dossiers_of
from incidents.selectors.handling import (
    agreements_shown_to,
    checklist_shown_to,
    decisions_shown_to,
    fits,
    parts_beside,
    parts_of,
    playbooks_for,
)
from incidents.selectors.incidents import (
    INCIDENT,
    StateCount,
    clocks_beside,
    counts_by_state,
    first_statement_at,
    incidents_shown_to,
    restricted_not_shown,
    unanswered,
    with_first_statement,
)
from incidents.selectors.learning import actions_shown_to, open_actions
from incidents.selectors.redress import (
    Comparison,
    centre_reports_of,
    centre_reports_shown_to,
    comparisons,
    correction_clocks,
    corrections_in_time,
    corrections_of,
    corrections_shown_to,
    destinations_on,
    overdue_corrections,
    redress_files,
)
from incidents.selectors.sightings import sightings_newest
from incidents.selectors.timeline import Moment, moments_of, quiet, timeline, timeline_rows, written

__all__ = [
    "INCIDENT",
    "LATEST",
    "Comparison",
    "Moment",
    "StateCount",
    "Waiver",
    "actions_shown_to",
    "agreements_shown_to",
    "centre_reports_of",
    "centre_reports_shown_to",
    "checklist_shown_to",
    "claims_shown_to",
    "clocks_beside",
    "comparisons",
    "correction_clocks",
    "corrections_in_time",
    "corrections_of",
    "corrections_shown_to",
    "counts_by_state",
    "decisions_shown_to",
    "destinations_on",
    "dossiers_of",
    "first_statement_at",
    "fits",
    "incidents_shown_to",
    "linked_releases",
    "linked_statements",
    "linked_tasks",
    "moments_of",
    "open_actions",
    "overdue_corrections",
    "parts_beside",
    "parts_of",
    "playbooks_for",
    "quiet",
    "redress_files",
    "restricted_not_shown",
    "seen_refutation",
    "sightings_newest",
    "timeline",
    "timeline_rows",
    "unanswered",
    "waiver_digest",
    "waiver_intact",
    "waivers",
    "with_first_statement",
    "written",
]
