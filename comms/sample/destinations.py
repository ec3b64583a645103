"""Where false information is reported: the one centre that was confirmed, and an invented entry that says so."""

from datetime import date

from comms.org.models import User
from incidents.models import Destination
from incidents.services import destination_add
from incidents.states import DestinationKind

# Name, kind, address, telephone, source, first day, fields that are examples only.
DESTINATIONS = (
    (
        "Trung tâm Xử lý tin giả Việt Nam (VAFC)",
        DestinationKind.CENTRE,
        "https://tingia.gov.vn",
        "18008108",
        "tingia.gov.vn/trang/gioi-thieu.html; cơ quan quản lý hiện nay chưa được xác nhận",
        date(2021, 1, 12),
        (),
    ),
    (
        "Cơ quan công an tiếp nhận tin giả (minh họa)",
        DestinationKind.POLICE,
        "",
        "",
        "Minh họa: nơi tiếp nhận của công an chưa được xác nhận, cần thay bằng thông tin chính thức",
        date(2026, 7, 1),
        ("name", "valid_from"),
    ),
)


def load_destinations(actor: User) -> list[Destination]:
    """Enter what is missing; what is there stays as somebody has edited it."""
    return [_destination(actor, *row) for row in DESTINATIONS]


def _destination(
    actor: User, name: str, kind: str, address: str, phone: str, source: str, since: date, examples: tuple[str, ...]
) -> Destination:
    found: Destination | None = Destination.objects.filter(name=name).first()
    return found or destination_add(
        actor=actor,
        name=name,
        kind=kind,
        address=address,
        phone=phone,
        source=source,
        valid_from=since,
        illustrative=examples,
    )
