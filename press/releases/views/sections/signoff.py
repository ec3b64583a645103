"""The steps to the approval, and who signed which text."""

from typing import Any

from press.releases import policies
from press.releases.models import Release
from press.releases.states import State, Step


def context(user: Any, release: Release, *, in_file: bool) -> dict[str, Any]:
    if not in_file:
        return {"signoff": [], "outdated": []}
    outdated = [row for row in release.signatures.all() if not row.counts_for(release)]
    return {"signoff": sign_off(release), "outdated": outdated}


def sign_off(release: Release) -> list[dict[str, Any]]:
    """The steps to the approval as the page shows them: `[{"label", "step", "signature" or None, "next"}, …]`; `step`
    is the SignStep, None of the approval."""
    if release.urgent_reason:
        return _urgent_steps(release)
    in_review = release.state == State.IN_REVIEW
    steps = policies.sign_steps(release)
    unsigned = [step.position for step in steps if not step.signature]
    shown: list[dict[str, Any]] = [
        {
            "label": policies.step_label(step),
            "step": step,
            "signature": step.signature,
            "next": in_review and not step.signature and step.position == min(unsigned),
        }
        for step in steps
    ]
    approval = _counting(release).get(Step.SPOKESPERSON)
    last = in_review and not unsigned and not approval
    return [*shown, {"label": Step.SPOKESPERSON.label, "step": None, "signature": approval, "next": last}]


def _urgent_steps(release: Release) -> list[dict[str, Any]]:
    """What replaces the sign-off of a release that was issued before it."""
    counting = _counting(release)
    shown = (Step.SPOKESPERSON, Step.URGENT_REVIEW)
    return [
        {"label": step.label, "step": None, "signature": counting.get(step), "next": step not in counting}
        for step in shown
    ]


def _counting(release: Release) -> dict[str, Any]:
    return {row.step: row for row in release.signatures.all() if row.counts_for(release)}
