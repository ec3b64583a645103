"""The cast of the tests: people named by what they do, and the units they belong to.  Built through the services."""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model

from comms.audit.models import AuditEvent, AuditHead
from comms.org.models import Role, Unit, UnitSuccession, User
from comms.org.services import role_grant, unit_record, unit_succeeded, user_create

K = Role.Kind

UNITS = {
    "BTP": ("ministry", "Bộ Tư pháp", date(2017, 8, 16), None),
    "VP": ("office", "Văn phòng Bộ", date(2017, 8, 16), None),
    "CNTT": ("agency", "Cục Công nghệ thông tin", date(2017, 8, 16), None),
    "CTXD-VB": ("department", "Vụ Công tác xây dựng văn bản quy phạm pháp luật", date(2025, 3, 1), None),
    "V-PBGDPL": ("department", "Vụ Phổ biến, giáo dục pháp luật", date(2017, 8, 16), date(2022, 12, 31)),
    "C-PBGDPL": ("agency", "Cục Phổ biến, giáo dục pháp luật", date(2023, 1, 1), date(2025, 2, 28)),
    "TGPL": ("agency", "Cục Trợ giúp pháp lý", date(2017, 8, 16), date(2025, 2, 28)),
    "C-PBGDPL-TGPL": ("agency", "Cục Phổ biến, giáo dục pháp luật và Trợ giúp pháp lý", date(2025, 3, 1), None),
    "STP-HUE": ("local", "Sở Tư pháp thành phố Huế", date(2025, 1, 1), None),
}
SUCCESSIONS = [
    ("V-PBGDPL", ["C-PBGDPL"], "renamed"),
    ("C-PBGDPL", ["C-PBGDPL-TGPL"], "merged"),
    ("TGPL", ["C-PBGDPL-TGPL"], "merged"),
]
PEOPLE = {
    "officer": ("C-PBGDPL-TGPL", K.OFFICER),
    "unit_head": ("C-PBGDPL-TGPL", K.UNIT_HEAD),
    "coordinator": ("CNTT", K.OFFICER),
    "press_officer": ("VP", K.PRESS_OFFICER),
    "spokesperson": ("VP", K.SPOKESPERSON),
    "verifier": ("VP", K.UNIT_HEAD),
    "legal_checker": ("CTXD-VB", K.LEGAL_CHECKER),
    "leader": ("BTP", K.LEADERSHIP),
    "administrator": ("BTP", K.ADMINISTRATOR),
    "auditor": ("BTP", K.AUDITOR),
    "outsider": ("STP-HUE", K.OFFICER),
}
WRITTEN: tuple[type[Model], ...] = (Unit, UnitSuccession, User, Role, AuditEvent, AuditHead)
_written: list[list[Any]] = []
PASSWORD = "only-for-tests-4711"


@dataclass
class Cast:
    """`cast.officer`, `cast.leader`, … are users; `cast.units["VP"]` are units."""

    units: dict[str, Unit]
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["people"][name]
        except KeyError as error:
            raise AttributeError(name) from error


def build_cast() -> Cast:
    """The cast, in an empty database or beside other rows.

    The services build it once a process; after that an empty database gets copies of the rows that they wrote, which
    is ten times faster than asking them again for each of some thousand tests.
    """
    if AuditEvent.objects.exists():
        return _asked_of_the_services()
    if not _written:
        cast = _asked_of_the_services()
        _written.extend(list(model._default_manager.all()) for model in WRITTEN)
        for row in (row for rows in _written for row in rows if row._meta.auto_field):
            row.pk = None  # counted by the database, also for the next row
        return cast
    units, _successions, people, *_rest = (
        model._default_manager.bulk_create(deepcopy(rows)) for model, rows in zip(WRITTEN, _written, strict=True)
    )
    return Cast(units={unit.code: unit for unit in units}, people={user.username: user for user in people})


def _asked_of_the_services() -> Cast:
    cast = Cast(
        units={
            code: unit_record(
                actor=None, code=code, abbr=code, kind=kind, name_vi=name, valid_from=valid_from, valid_to=valid_to
            )
            for code, (kind, name, valid_from, valid_to) in UNITS.items()
        }
    )
    for predecessor, successors, kind in SUCCESSIONS:
        unit_succeeded(
            actor=None,
            predecessor=cast.units[predecessor],
            successors=[cast.units[code] for code in successors],
            kind=kind,
        )
    for number, (username, (unit, kind)) in enumerate(PEOPLE.items()):
        user = user_create(actor=None, username=username, full_name=f"Nguyễn Văn {chr(65 + number)}")
        role_grant(actor=None, user=user, unit=cast.units[unit], kind=kind, starts=date(2020, 1, 1))
        cast.people[username] = user
    return cast
