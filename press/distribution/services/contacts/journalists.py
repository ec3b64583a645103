"""Journalists: who they are, what they have agreed to, for whom they work and worked.

Their data are personal: evidence names the fields that changed, not what stood in them, so that forgetting somebody
is possible in a chain that nobody rewrites.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import checks as core_checks
from comms.core import clock
from comms.core.decisions import require
from comms.core.errors import Conflict, Invalid
from comms.core.records import found, locked
from comms.core.states import change, require_version
from comms.org.models import User
from press.distribution.models import FORGOTTEN_DOMAIN, Employment, Journalist, ListMember, MediaOutlet
from press.distribution.policies import contacts as policies
from press.distribution.services.contacts import checks
from press.events import journalist_forgotten

FIELDS = (
    "name",
    "email",
    "phone",
    "beats",
    "languages",
    "active",
    "consent_at",
    "consent_source",
    "note",
    "illustrative",
)
PERSONAL = ("name", "email", "phone", "note", "consent_source")


@transaction.atomic
def journalist_create(
    *,
    actor: User,
    name: str,
    email: str,
    phone: str = "",
    beats: Iterable[str] = (),
    languages: Iterable[str] = (),
    language: str | None = None,
    active: bool = True,
    consent_at: datetime | None = None,
    consent_source: str = "",
    note: str = "",
    illustrative: Sequence[str] = (),
) -> Journalist:
    """Enter a person of the press, who receives nothing until a consent is recorded: when, and how it was given.

    `language` is put before the other `languages`; without either, Vietnamese.
    Raises NotAllowed, Invalid (also for an address that another journalist has, in any case of letters).
    """
    require(policies.may_keep(actor))
    values = _fields(
        {
            "name": name,
            "email": email,
            "phone": phone,
            "beats": beats,
            "languages": languages if language is None else [language, *languages],
            "active": active,
            "consent_at": consent_at,
            "consent_source": consent_source,
            "note": note,
            "illustrative": illustrative,
        }
    )
    _refuse_taken(values["email"])
    journalist = Journalist(**values)
    _check_consent(journalist)
    journalist.save(force_insert=True)
    record(actor=actor, action="press.journalist.created", target=journalist, consent_at=journalist.consent_at)
    return journalist


@transaction.atomic
def journalist_update(*, actor: User, journalist_id: UUID, version: int, **changes: Any) -> Journalist:
    """Change any of FIELDS, or `language`, the first of the languages.

    A consent younger than the unsubscribing takes that back; None withdraws the consent.

    Raises NotAllowed, StaleVersion, Invalid, Conflict for somebody who was forgotten.
    """
    checks.only(changes, (*FIELDS, "language"))
    journalist = _taken(actor, journalist_id)
    require_version(journalist, version)
    if "language" in changes:
        others = changes.get("languages", journalist.languages)
        changes["languages"] = [changes.pop("language"), *others]
    if "consent_at" in changes and changes["consent_at"] is None:
        changes = changes | {"consent_source": ""}
    values = checks.changed(journalist, _fields(changes))
    if not values:
        return journalist
    if "email" in values:
        _refuse_taken(values["email"], journalist.pk)
    said = {name: [getattr(journalist, name), value] for name, value in values.items() if name not in PERSONAL}
    left = journalist.unsubscribed_at
    for name, value in values.items():
        setattr(journalist, name, value)
    _check_consent(journalist)
    if left is not None and journalist.consent_at is not None and journalist.consent_at > left:
        values["unsubscribed_at"] = None
    change(journalist, expected_version=version, **values)
    named = sorted(set(values) & set(PERSONAL))
    record(actor=actor, action="press.journalist.updated", target=journalist, changes=said, fields=named)
    return journalist


@transaction.atomic
def journalist_forget(*, actor: User, journalist_id: UUID, version: int) -> Journalist:
    """Take a person out on request: name, addresses, consent, employments and memberships go, and cannot be had back.

    The row stays, inactive and without a name, for what was delivered to it; a delivery keeps its own copy of name and
    address as evidence of what the ministry sent.  Raises NotAllowed, StaleVersion, Conflict the second time.
    """
    journalist = _taken(actor, journalist_id)
    require_version(journalist, version)
    Employment.objects.filter(journalist=journalist).delete()
    ListMember.objects.filter(journalist=journalist).delete()
    change(
        journalist,
        expected_version=version,
        name="",
        email=f"{journalist.pk}@{FORGOTTEN_DOMAIN}",
        phone="",
        beats=[],
        languages=[],
        active=False,
        consent_at=None,
        consent_source="",
        unsubscribed_at=journalist.unsubscribed_at or clock.now(),
        note="",
        illustrative=[],
    )
    journalist_forgotten.send(sender=Journalist, journalist=journalist)
    record(actor=actor, action="press.journalist.forgotten", target=journalist)
    return journalist


@transaction.atomic
def employment_begin(
    *, actor: User, journalist_id: UUID, outlet_id: UUID, starts: date, post: str = "", ends: date | None = None
) -> Employment:
    """The journalist works for an outlet since `starts`, or worked there until `ends`, both days included.

    Raises NotAllowed, Invalid: days in the wrong order, in the future, or within another time at the same outlet.
    """
    journalist = _taken(actor, journalist_id)
    outlet: MediaOutlet = found(MediaOutlet.objects.visible_to(actor), pk=outlet_id)
    _check_days(starts, ends)
    if ends is None and not outlet.active:
        raise Invalid.field("outlet", _("This outlet is no longer active."), code="inactive")
    for other in Employment.objects.filter(journalist=journalist, outlet=outlet):
        if (ends is None or other.starts <= ends) and (other.ends is None or starts <= other.ends):
            raise Invalid.field("starts", _("This time at the outlet is recorded already."), code="overlap")
    made = Employment.objects.create(
        journalist=journalist,
        outlet=outlet,
        post=checks.line(Employment, "post", post),
        starts=starts,
        ends=ends,
    )
    record(actor=actor, action="press.employment.begun", target=journalist, outlet=outlet.name, employment=made.pk)
    return made


@transaction.atomic
def employment_end(
    *, actor: User, journalist_id: UUID, version: int, outlet_id: UUID, ends: date | None = None
) -> Journalist:
    """The journalist's last day at an outlet; today in Hanoi when None.

    Raises NotAllowed, StaleVersion, Invalid: before the first day, in the future, or no open employment there.
    """
    journalist = _taken(actor, journalist_id)
    require_version(journalist, version)
    rows = Employment.objects.filter(journalist=journalist, outlet=outlet_id, ends=None)
    employment = rows.select_related("outlet").first()
    if employment is None:
        raise Invalid.field("outlet", _("The journalist does not work there now."), code="not_employed")
    ends = ends or clock.today()
    _check_days(employment.starts, ends)
    rows.update(ends=ends)
    change(journalist, expected_version=version)
    record(actor=actor, action="press.employment.ended", target=journalist, outlet=employment.outlet.name)
    return journalist


def _taken(actor: User, journalist_id: UUID) -> Journalist:
    journalist: Journalist = locked(Journalist.objects.visible_to(actor), journalist_id)
    require(policies.may_keep(actor, journalist))
    if journalist.forgotten:
        raise Conflict(_("This person was taken out on request; nothing more is recorded."), code="forgotten")
    return journalist


def _check_days(starts: date, ends: date | None) -> None:
    today = clock.today()
    if starts > today:
        raise Invalid.field("starts", _("This day lies in the future."), code="future")
    if ends is not None and ends > today:
        raise Invalid.field("ends", _("This day lies in the future."), code="future")
    if ends is not None and ends < starts:
        raise Invalid.field("ends", _("The last day cannot come before the first."), code="order")


def _check_consent(journalist: Journalist) -> None:
    """When and how belong together: a consent that nobody can show is none."""
    if journalist.consent_at is not None and journalist.consent_at > clock.now():
        raise Invalid.field("consent_at", _("This moment lies in the future."), code="future")
    if journalist.consent_at is not None and not journalist.consent_source:
        raise Invalid.field("consent_source", _("Say how the consent was given."), code="required")
    if journalist.consent_at is None and journalist.consent_source:
        raise Invalid.field("consent_at", _("Say when the consent was given."), code="required")


def _refuse_taken(email: str, but: UUID | None = None) -> None:
    rows = Journalist.objects.annotate(folded_email=Lower("email")).filter(folded_email=email.lower())
    if any(pk != but for pk in rows.values_list("pk", flat=True)):
        raise Invalid.field("email", _("Another journalist has this address."), code="unique")


def _fields(given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as they are stored.  Raises Invalid."""
    values = dict(given)
    for name, value in given.items():
        match name:
            case "name":
                values[name] = checks.required_line(Journalist, name, value)
            case "email":
                values[name] = checks.email(value)
            case "phone" | "consent_source":
                values[name] = checks.line(Journalist, name, value)
            case "beats":
                values[name] = checks.beats(value)
            case "languages":
                values[name] = checks.languages(value)
            case "note":
                values[name] = core_checks.text(name, value, checks.LONGEST_NOTE)
            case "illustrative":
                values[name] = checks.field_names(Journalist, value)
    return values
