"""Records of every kind that an incident has, on the sample, and the pages on which they are shown."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from comms.core import clock
from comms.org.models import Unit, User
from incidents import services
from incidents.models import ClaimMatch, Destination, Incident, Playbook
from incidents.selectors import newsroom
from tests.cast import Cast
from tests.incidents import building, building_handling, building_intake, building_redress, building_refutations

OF_AN_INCIDENT = (
    "",
    "edit/",
    "timeline/",
    "timeline/?machine=on",
    "timeline/new/",
    "sightings/",
    "sightings/new/",
    "claims/new/",
    "parts/new/",
    "updates/new/",
    "decisions/new/",
    "agreements/new/",
    "playbook/",
    "corrections/new/",
    "centre-reports/new/",
    "releases/new/",
    "statements/new/",
    "tasks/new/",
    "actions/new/",
)
LISTS = ("", "report/", "claims/", "playbooks/", "playbooks/new/", "corrections/", "destinations/", "destinations/new/")
NEWSROOM = ("newsroom/refutations/", "newsroom/report/")


def cast_of_the_sample() -> Cast:
    return Cast(
        units={unit.code: unit for unit in Unit.objects.all()},
        people={user.username: user for user in User.objects.all()},
    )


def picture() -> SimpleUploadedFile:
    kept = BytesIO()
    Image.new("RGB", (320, 200), "white").save(kept, "PNG")
    return SimpleUploadedFile("chup.png", kept.getvalue(), "image/png")


def incident_pages(cast: Cast) -> list[str]:
    """Do all that can be done with an incident, and name the pages that show it; the first are those of the room."""
    today = clock.today()
    incident = building_refutations.led(cast, summary="Nhiều trang đăng lại (minh họa).")
    services.incident_assess(
        actor=cast.press_officer,
        incident_id=incident.pk,
        version=_version(incident),
        reason="Lan rộng",
        severity=3,
        priority="urgent",
        legal_ground="ND244-7.2",
    )
    book = Playbook.objects.first() or building_handling.playbook(cast)
    building_handling.applied(cast, incident, book)
    part = building_handling.named(cast, incident, cast.officer)
    building_handling.named(cast, incident, cast.legal_checker, "legal")
    item = incident.checklist.order_by("position").first()
    assert item is not None
    services.item_tick(actor=cast.press_officer, checklistitem_id=item.pk, version=item.version, note="Đã lưu")
    building_handling.told(cast, incident)
    silence = services.decision_make(
        actor=cast.leader, incident_id=incident.pk, kind="silence", reason="Chờ thêm", review_on=today
    )
    agreement = building_handling.asked(cast, incident)
    written = services.timeline_add(
        actor=cast.press_officer, incident_id=incident.pk, kind="note", text="Đã gọi tòa soạn lúc 8 giờ."
    )
    services.timeline_add(
        actor=cast.press_officer, incident_id=incident.pk, kind="note", text="Gọi lúc 9 giờ.", corrects=written.pk
    )
    claim = building.claimed(cast, incident, text="Cổng Pháp luật quốc gia thu phí mỗi lượt tra cứu văn bản.")
    for days in range(3):
        services.sighting_add(
            actor=cast.officer,
            claim_id=claim.pk,
            url="http://127.0.0.1/tin-sai" if days else "https://example.org/" + "rat-dai-" * 20,
            reach=1200 + days,
            captured_at=clock.now() - timedelta(days=days),
        )
    services.sighting_add(actor=cast.officer, incident_id=incident.pk, upload=picture())
    building.judged(cast, claim)
    building_handling.answered(cast, agreement)
    draft = building_refutations.drafted(cast, claim)
    repeated = building.in_state(cast, "active", title="Lại tin thu phí tra cứu")
    again = building.claimed(cast, repeated, text="Cổng pháp luật quốc gia thu phi mỗi lượt tra cứu văn bản!")
    posted = building_refutations.posted(cast)
    correction = building_redress.published(
        cast, building_redress.sent(cast, clock.now(), incident=incident), published_at=clock.now()
    )
    open_correction = building_redress.drafted(cast, incident=incident)
    told = building_redress.reported_to(cast, incident, destination_id=_destination(cast).pk)
    closed = building.in_state(cast, "reviewed", title="Đã xong")
    others = [
        building.in_state(cast, state, title=f"Ở bước {state}", drill=state == "contained")
        for state in ("reported", "triaged", "contained", "closed", "dismissed")
    ]
    action = services.review_action_add(
        actor=cast.press_officer, incident_id=closed.pk, text="Lập danh mục địa chỉ", unit=cast.units["CNTT"]
    )
    untold = building_intake.come(name="Nguyễn Thị Minh Họa", email="minhhoa@example.org")
    replied = building_intake.in_state("answered", cast.press_officer)
    match = ClaimMatch.objects.filter(claim=again).first()
    assert match is not None
    room = incident.get_absolute_url()
    own = [f"{room}{name}" for name in OF_AN_INCIDENT]
    steps = [
        f"{room}parts/{part.pk}/hand-over/",
        f"{room}decisions/{silence.pk}/review/",
        f"{room}agreements/{agreement.pk}/answer/",
        f"{room}agreements/{agreement.pk}/withdraw/",
        f"{room}checklist/{item.pk}/tick/",
        f"{room}checklist/{item.pk}/untick/",
    ]
    records = [repeated, closed, claim, again, match, draft, posted.claim, posted, correction, open_correction, action]
    shown = [one.get_absolute_url() for one in (*records, *others, book, untold, replied)]
    forms = [f"{claim.get_absolute_url()}{name}/new/" for name in ("sightings", "evidence", "refutations")]
    forms += [f"{one.get_absolute_url()}edit/" for one in (draft, open_correction, book)]
    forms += [reverse("incidents:destination-edit", args=[_destination(cast).pk]), told.get_absolute_url()]
    lists = [f"/incidents/{name}" for name in (*LISTS, "public-reports/", "actions/")]
    outside = [f"/{prefix}{name}" for prefix in ("", "en/") for name in (*NEWSROOM, f"newsroom/report/{replied.code}/")]
    outside += [newsroom.page_path(posted, language) for language in ("vi", "en")]
    return [*own, *steps, *shown, *forms, *lists, *outside]


def _version(incident: Incident) -> int:
    incident.refresh_from_db()
    return incident.version


def _destination(cast: Cast) -> Any:
    return Destination.objects.first() or building_redress.destination(cast)
