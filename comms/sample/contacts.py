"""Invented contacts of the press, marked *minh họa*: no real outlet or person; the addresses reach nobody."""

from datetime import date, datetime, timedelta
from typing import Any

from comms.core.clock import HANOI
from comms.org.models import User
from press.distribution.models import DistributionList, Journalist, MediaOutlet
from press.distribution.services import contacts

# Name, kind, e-mail, language.
OUTLETS = (
    ("Báo Minh họa Pháp luật", "newspaper", "toasoan@phapluat.example.com", "vi"),
    ("Đài Truyền hình Minh họa", "television", "thoisu@truyenhinh.example.com", "vi"),
    ("Báo điện tử Minh họa", "online", "bandoc@dientu.example.com", "vi"),
    ("Illustrative News Agency", "agency", "desk@agency.example.com", "en"),
)
# Name, e-mail, outlet, post, fields, languages, how the consent was given ("" for none), still active.
JOURNALISTS = (
    ("Trần Thị Minh Họa", "minhhoa@example.com", 0, "Phóng viên", ["Pháp luật"], ["vi"], "Phiếu đăng ký", True),
    ("Lê Văn Thí Dụ", "thidu@example.com", 1, "Biên tập viên", ["Thời sự", "Pháp luật"], ["vi", "en"], "Thư", True),
    ("Phạm Thị Ví Von", "vivon@example.com", 2, "Phóng viên", ["Trợ giúp pháp lý"], ["vi"], "", True),
    ("Hoàng Văn Giả Định", "giadinh@example.com", 2, "Phóng viên", ["Xã hội"], ["vi"], "Phiếu đăng ký", False),
    ("Jane Example", "jane@example.com", 3, "Correspondent", ["Law"], ["en"], "E-mail", True),
)
# Name, language, copies under embargo, outlets, journalists.
LISTS = (
    ("Báo chí theo dõi ngành (minh họa)", "vi", False, (0, 1, 2), (0, 1, 2, 3)),
    ("Nhận trước giờ công bố (minh họa)", "vi", True, (), (0, 1)),
    ("Foreign press (illustrative)", "en", False, (3,), (4,)),
)
CONSENT = datetime(2026, 3, 2, 9, tzinfo=HANOI)
FIRST_DAY = date(2024, 1, 2)


def load_contacts(actor: User) -> list[DistributionList]:
    """Enter what is missing; what is there stays as somebody has edited it."""
    outlets = [_outlet(actor, *row) for row in OUTLETS]
    people = [_journalist(actor, outlets, *row) for row in JOURNALISTS]
    return [_list(actor, outlets, people, *row) for row in LISTS]


def _outlet(actor: User, name: str, kind: str, email: str, language: str) -> MediaOutlet:
    found: MediaOutlet | None = MediaOutlet.objects.filter(name=name).first()
    return found or contacts.outlet_create(
        actor=actor, name=name, kind=kind, email=email, language=language, illustrative=["name", "email"]
    )


def _journalist(
    actor: User,
    outlets: list[MediaOutlet],
    name: str,
    email: str,
    outlet: int,
    post: str,
    beats: list[str],
    languages: list[str],
    source: str,
    active: bool,
) -> Journalist:
    found: Journalist | None = Journalist.objects.filter(email=email).first()
    if found is not None:
        return found
    consent: dict[str, Any] = {"consent_at": CONSENT, "consent_source": source} if source else {}
    made = contacts.journalist_create(
        actor=actor,
        name=name,
        email=email,
        beats=beats,
        languages=languages,
        active=active,
        illustrative=["name", "email", "consent_at"],
        **consent,
    )
    spell: dict[str, Any] = {"actor": actor, "journalist_id": made.pk, "post": post}
    if email == JOURNALISTS[1][1]:
        before = FIRST_DAY.replace(year=2021)
        last = FIRST_DAY - timedelta(days=1)
        contacts.employment_begin(outlet_id=outlets[0].pk, starts=before, ends=last, **spell)
    contacts.employment_begin(outlet_id=outlets[outlet].pk, starts=FIRST_DAY, **spell)
    return made


def _list(
    actor: User,
    outlets: list[MediaOutlet],
    people: list[Journalist],
    name: str,
    language: str,
    embargo_trusted: bool,
    listed_outlets: tuple[int, ...],
    listed_people: tuple[int, ...],
) -> DistributionList:
    found: DistributionList | None = DistributionList.objects.filter(name=name).first()
    if found is not None:
        return found
    made = contacts.list_create(
        actor=actor, name=name, language=language, embargo_trusted=embargo_trusted, illustrative=["name"]
    )
    for index in listed_outlets:
        contacts.list_member_add(actor=actor, distributionlist_id=made.pk, outlet_id=outlets[index].pk)
    for index in listed_people:
        contacts.list_member_add(actor=actor, distributionlist_id=made.pk, journalist_id=people[index].pk)
    return made
