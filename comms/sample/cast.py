"""The sample accounts: people named by what they do.  Their names are placeholders, never those of officials."""

from datetime import date

from comms.org.models import Role, Unit, User
from comms.org.services import role_grant, user_create

K = Role.Kind
PASSWORD = "minh-hoa-2026"
CAST = {
    "officer": ("Nguyễn Văn A", "C-PBGDPL-TGPL", K.OFFICER),
    "unit_head": ("Nguyễn Thị B", "C-PBGDPL-TGPL", K.UNIT_HEAD),
    "coordinator": ("Nguyễn Văn C", "CNTT", K.OFFICER),
    "press_officer": ("Nguyễn Thị D", "VP", K.PRESS_OFFICER),
    "legal_checker": ("Nguyễn Văn E", "CTXD-VB", K.LEGAL_CHECKER),
    "spokesperson": ("Nguyễn Thị G", "VP", K.SPOKESPERSON),
    "verifier": ("Nguyễn Văn H", "VP", K.UNIT_HEAD),
    "leader": ("Nguyễn Thị K", "BTP", K.LEADERSHIP),
    "administrator": ("Nguyễn Văn L", "BTP", K.ADMINISTRATOR),
    "auditor": ("Nguyễn Thị M", "BTP", K.AUDITOR),
    "outsider": ("Nguyễn Văn N", "STP-HUE", K.OFFICER),
}
ROLES_START = date(2026, 1, 10)


def load_cast() -> dict[str, User]:
    """Create the sample accounts that are missing; return all of them by user name."""
    people = {}
    for username, (full_name, unit_code, kind) in CAST.items():
        user = User.objects.filter(username=username).first()
        if user is None:
            user = user_create(actor=None, username=username, full_name=full_name, password=PASSWORD)
        role_grant(actor=None, user=user, unit=Unit.objects.get(code=unit_code), kind=kind, starts=ROLES_START)
        people[username] = user
    return people
