"""What the database refuses in a race is the caller's to look at or to repeat; anything else is a defect."""

from django.db import IntegrityError, InterfaceError, OperationalError
from django.utils.translation import gettext_lazy as _

from comms.core.errors import Conflict, ServiceError, Unavailable

# PostgreSQL's codes: serialization failure, deadlock, lock not available, query cancelled; too many connections,
# shutting down, starting up; connection lost.
_PASSING = {"40001", "40P01", "55P03", "57014", "53300", "57P01", "57P03", "08000", "08003", "08006"}
# Unique, exclusion and foreign key violations: two writers met at a constraint.
_COLLIDING = {"23505", "23P01", "23503"}


def busy() -> Unavailable:
    """Somebody else holds what this write needs."""
    return Unavailable(_("Others are changing the same data. Try again in a moment."), code="busy")


def refusal_of(error: Exception) -> ServiceError | None:
    """Conflict where two writers met at a constraint, Unavailable where the same request may succeed later.

    None for every other error, also of the database: a broken check is a fault of the program.
    """
    code = getattr(error.__cause__, "sqlstate", None)
    words = str(error)
    if isinstance(error, IntegrityError):
        collided = code in _COLLIDING or words.startswith(("UNIQUE constraint", "FOREIGN KEY constraint"))
        return Conflict() if collided else None
    if isinstance(error, InterfaceError):
        return busy()
    if isinstance(error, OperationalError):
        return busy() if code in _PASSING or "locked" in words or "connection" in words else None
    return None
