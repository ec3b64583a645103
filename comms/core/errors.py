"""What a service may answer instead of a result.

Services raise these; the API and the pages translate them (`comms.api.problems`, `comms.web.errors`).
Every class has a stable `code`; `detail` is a translated sentence that a user can read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


class ServiceError(Exception):
    """Base of every expected refusal."""

    code = "error"
    default_detail: Any = _("The request was refused.")

    def __init__(self, detail: Any = None, *, code: str | None = None) -> None:
        self.detail = detail or self.default_detail
        self.code = code or self.code
        super().__init__(str(self.detail))


class NotVisible(ServiceError):
    """There is no such object, or this person must not know of it: the same answer (404)."""

    code = "not_found"
    default_detail = _("Nothing was found at this address.")


class NotAllowed(ServiceError):
    """The person may see the object but may not do this (403); `detail` is the reason."""

    code = "not_allowed"
    default_detail = _("You are not allowed to do this.")


class IllegalTransition(ServiceError):
    """The object's state does not permit the verb (409)."""

    code = "illegal_transition"
    default_detail = _("This step is not possible in the present state.")


class Conflict(ServiceError):
    """The change collides with one that exists or is running (409)."""

    code = "conflict"
    default_detail = _("This conflicts with another change.")


class Unavailable(ServiceError):
    """Something that the service leans on is missing or busy (503); the same request may succeed later."""

    code = "unavailable"
    default_detail = _("This is not possible at the moment. Try again in a few minutes.")


class TooMany(ServiceError):
    """The caller asks for something costly too often (429); `wait` is in seconds."""

    code = "too_many"
    default_detail = _("Too many requests of this kind. Wait a minute and try again.")

    def __init__(self, *, wait: int) -> None:
        self.wait = wait
        super().__init__()


class StaleVersion(ServiceError):
    """The object changed since the caller read it (412).

    With `target` and the version `held` by the caller, whoever answers can tell what changed in between.
    """

    code = "stale_version"
    default_detail = _("Someone else changed this in the meantime. Reload the page and look at the new state.")

    def __init__(self, *, current: int, target: Any = None, held: int | None = None) -> None:
        self.current = current
        self.target = target
        self.held = held
        super().__init__()


@dataclass(frozen=True)
class FieldError:
    """One thing wrong with one field."""

    code: str
    detail: Any


class Invalid(ServiceError):
    """The input is wrong (400).  `errors` maps a field's name to what is wrong with it."""

    code = "invalid"
    default_detail = _("The input is not valid.")

    def __init__(self, errors: Mapping[str, Sequence[FieldError]], detail: Any = None) -> None:
        self.errors = dict(errors)
        super().__init__(detail)

    def __str__(self) -> str:
        """For logs and command lines: which field, and what is wrong with it."""
        fields = (f"{name}: {', '.join(str(one.detail) for one in found)}" for name, found in self.errors.items())
        return f"{self.detail} {'; '.join(fields)}".strip()

    @classmethod
    def field(cls, name: str, detail: Any, *, code: str = "invalid") -> "Invalid":
        """Shape of the common case: one field, one complaint."""
        return cls({name: [FieldError(code, detail)]})
