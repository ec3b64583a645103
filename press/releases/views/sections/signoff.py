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
    """The steps to the approval as the page shows them: `[{"label", "signature" or None, "next"}, …]`."""
    if release.urgent_reason:
        return _urgent_steps(release)
    steps = [{"label": policies.step_label(step), "signature": step.signature} for step in policies.sign_steps(release)]
    counting = {row.step: row for row in release.signatures.all() if row.counts_for(release)}
    steps.append({"label": Step.SPOKESPERSON.label, "signature": counting.get(Step.SPOKESPERSON)})
    signed = all(step["signature"] for step in steps[:-1])
    in_review = release.state == State.IN_REVIEW
    for step in steps:
        step["next"] = in_review and not step["signature"] and (step is not steps[-1] or signed)
    return steps


def _urgent_steps(release: Release) -> list[dict[str, Any]]:
    """What replaces the sign-off of a release that was issued before it."""
    counting = {row.step: row for row in release.signatures.all() if row.counts_for(release)}
    shown = (Step.SPOKESPERSON, Step.URGENT_REVIEW)
    return [{"label": step.label, "signature": counting.get(step), "next": step not in counting} for step in shown]
