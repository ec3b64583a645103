"""The panel of earlier claims on the page of a claim, and what a person decides on each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from comms.core.decisions import actions_for
from comms.web.actions import PageAction, Verb, page_actions
from comms.web.pages import RecordPage
from incidents import selectors, services
from incidents.matching import marked
from incidents.models import Claim, ClaimMatch
from incidents.policies import matching as policies
from incidents.states import MatchState
from press.releases.models import Release
from press.speaking.models import Statement

VERBS = {
    "confirm": Verb(_("It is the same claim"), services.match_confirm, _("The match was confirmed."), tone="primary"),
    "reject": Verb(_("It is another claim"), services.match_reject, _("The match was rejected.")),
}


@dataclass(frozen=True)
class Panel:
    """One earlier claim: the new text in pieces (text, matched), what refutes the earlier one, and the buttons."""

    match: ClaimMatch
    pieces: list[tuple[str, bool]]
    refutation: Release | Statement | None
    actions: list[PageAction]

    @property
    def confirmed(self) -> bool:
        return self.match.state == MatchState.CONFIRMED


def panels(user: Any, claim: Claim) -> list[Panel]:
    """What the person sees of the matches of a claim; the same number of queries whatever there is."""
    matches = list(selectors.matches_of(user, claim))
    for match in matches:
        match.claim = claim
    answers = answers_of(matches)
    return [
        Panel(
            match,
            marked(claim.text, match.words),
            answers.get(match.seen_release or match.seen_statement),
            page_actions(match, actions_for(user, match, match.transitions, policies), VERBS),
        )
        for match in matches
    ]


def answers_of(matches: Iterable[Any]) -> dict[Any, Any]:
    """Releases and statements by key, of rows that say which of them the reader sees."""
    rows = list(matches)
    releases = Release.objects.in_bulk([row.seen_release for row in rows if row.seen_release])
    return {**releases, **Statement.objects.in_bulk([row.seen_statement for row in rows if row.seen_statement])}


def answer_offered(shown: Sequence[Panel]) -> dict[str, Any]:
    """What the forms of a claim begin with, from the confirmed earlier claim that was concluded: verdict, evidence,
    legal source, and the release or statement that refutes it.  A person still sends them."""
    for panel in shown:
        earlier = panel.match.earlier
        if panel.confirmed and earlier.verdict:
            kind = "release" if isinstance(panel.refutation, Release) else "statement"
            answer = {kind: panel.refutation.pk} if panel.refutation else {}
            return {
                "verdict": earlier.verdict,
                "evidence": earlier.evidence,
                "legal_source": earlier.legal_source,
                **answer,
            }
    return {}


@dataclass(frozen=True)
class Found:
    """An earlier claim that is like what stands in a form."""

    claim: Claim
    score: int
    pieces: list[tuple[str, bool]]
    refutation: Release | Statement | None


def candidates(user: Any, text: str, *, drill: bool = False) -> list[Found]:
    """Earlier claims that the person sees and that a text repeats, the likest first."""
    rows = selectors.with_answers(user, selectors.earlier_claims(user, text, drill=drill))
    ids = [one.answer["id"] for one in rows if one.answer]
    answers = {**Release.objects.in_bulk(ids), **Statement.objects.in_bulk(ids)}
    return [
        Found(
            one.claim,
            one.likeness.score,
            marked(text, one.likeness.words),
            answers.get(one.answer["id"]) if one.answer else None,
        )
        for one in rows
    ]


class MatchPage(RecordPage):
    """Takes the POST of a decision; what there is to see stands on the page of the claim."""

    model = ClaimMatch
    policies = policies
    id_argument = "match_id"
    verbs = VERBS

    def rows(self) -> "QuerySet[ClaimMatch]":
        return selectors.matches_shown_to(self.request.user)

    def after(self) -> str:
        return f"{self.record.claim.get_absolute_url()}#matches"

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.find()
        return HttpResponseRedirect(self.after())
