"""What came of the release: its errata with their legal clocks, its translations, its original, its end."""

from typing import Any

from comms.deadlines.models import Clock
from comms.deadlines.selectors import clocks_visible_to
from press.releases.models import Release


def context(user: Any, release: Release, *, in_file: bool) -> dict[str, Any]:
    visible = Release.objects.visible_to(user)
    errata = list(visible.filter(corrects=release).order_by("created_at"))
    ids = [release.pk, *(erratum.pk for erratum in errata)]
    clocks = (
        clocks_visible_to(user).filter(subject_type="press.release", subject_id__in=ids)
        if in_file
        else Clock.objects.none()
    )
    return {
        "errata": errata,
        "original": visible.filter(errata=release).first(),
        "translated_from": visible.filter(variants=release).first(),
        "variants": list(visible.filter(variant_of=release).order_by("language", "created_at")),
        "clocks": list(clocks.order_by("started_at", "pk")),
    }
