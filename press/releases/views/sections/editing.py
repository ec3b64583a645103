"""The versions of the text, who is editing it now, and who may look at it without an account."""

from typing import Any

from press.releases import policies, selectors
from press.releases.forms import ShareForm
from press.releases.models import PreviewLink, Release


def context(user: Any, release: Release, *, in_file: bool) -> dict[str, Any]:
    if not in_file:
        return {"versions": []}
    links = PreviewLink.objects.filter(release=release).select_related("created_by", "revoked_by")
    lock = selectors.edit_lock_of(release)
    return {
        "versions": list(reversed(release.versions.all())),
        "edit_lock": lock if lock and lock.holder_id != user.pk else None,
        "preview_links": list(links),
        "share": policies.may_share(user, release),
        "may_revoke": policies.may_share_person(user, release),
        "share_form": ShareForm(auto_id="share_%s"),
    }
