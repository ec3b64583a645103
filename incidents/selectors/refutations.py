"""Refutations and notices of changed conclusions as a reader sees them."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from incidents.models import Claim, PublicReport, Refutation, VerdictNotice
from incidents.selectors import newsroom
from incidents.states import NoticeTo
from press.releases.models import Release
from press.speaking.models import Statement


def notices_shown_to(user: Any, claim: Claim) -> "QuerySet[VerdictNotice]":
    """Of a claim that the caller fetched through visibility, the newest conclusion first; a claim that repeats it only
    where the reader sees that one too."""
    return notices_visible_to(user).filter(claim=claim).order_by("-after__no", "to", "label", "id")


def notices_visible_to(user: Any) -> "QuerySet[VerdictNotice]":
    other = Exists(Claim.objects.visible_to(user).filter(pk=OuterRef("about_id")))
    rows: QuerySet[VerdictNotice] = VerdictNotice.objects.visible_to(user).filter(~Q(to=NoticeTo.CLAIM) | Q(other))
    return rows.select_related("claim__incident", "before", "after", "told_by")


def refutations_shown_to(user: Any) -> "QuerySet[Refutation]":
    """Visible refutations; `release_seen` and `statement_seen`: may the reader see by what it went out?"""
    rows: QuerySet[Refutation] = Refutation.objects.visible_to(user).select_related("claim", "incident", "verdict_row")
    return rows.annotate(
        release_seen=Exists(Release.objects.visible_to(user).filter(pk=OuterRef("release"))),
        statement_seen=Exists(Statement.objects.visible_to(user).filter(pk=OuterRef("statement"))),
    )


def answers_seen(user: Any, refutation: Refutation) -> list[Release | Statement]:
    """The release and the statement of the refutation, as far as the reader may see them."""
    named = ((Release, refutation.release), (Statement, refutation.statement))
    return [
        answer
        for model, answer in named
        if answer is not None and model.objects.visible_to(user).filter(pk=answer.pk).exists()
    ]


def public_path(refutation: Refutation) -> str:
    """The address of its public page, if it has one now; "" otherwise."""
    shown = newsroom.published().filter(claim=refutation.claim_id).first()
    return newsroom.page_path(shown, "vi") if shown else ""


def conclusions_after_answer(report: PublicReport) -> "QuerySet[VerdictNotice]":
    """For the page of the receipt: the conclusions that changed after the report was answered, the newest first.  None
    of a restricted incident or a drill: nobody outside hears of these."""
    rows: QuerySet[VerdictNotice] = VerdictNotice.objects.filter(
        to=NoticeTo.REPORTER,
        about_id=report.pk,
        claim__incident__restricted=False,
        claim__incident__drill=False,
    )
    return rows.select_related("before", "after").order_by("-after__no")
