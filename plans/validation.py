"""What the services of plans and of the floors above check alike before they write."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from comms.core.checks import required
from comms.core.errors import FieldError, Invalid
from comms.org.models import Unit
from comms.org.selectors import units_held

LONGEST_REASON = 2_000


def require_fields(obj: models.Model) -> None:
    """Lengths, choices and required fields as the model declares them.  Raises Invalid with every complaint."""
    foreign = [field.name for field in obj._meta.local_fields if field.is_relation]
    try:
        obj.clean_fields(exclude={*foreign, "id"})
    except ValidationError as error:
        raise Invalid(
            {
                name: [FieldError(str(one.code or "invalid"), " ".join(one.messages)) for one in complaints]
                for name, complaints in error.error_dict.items()
            }
        ) from error
    for field in obj._meta.local_concrete_fields:
        value = getattr(obj, field.attname) if field.editable and not field.blank else None
        if isinstance(value, str) and not value.strip():
            raise Invalid.field(field.name, str(field.error_messages["blank"]), code="blank")
    if hasattr(obj, "illustrative"):
        _require_field_names(obj, obj.illustrative)


def _require_field_names(obj: models.Model, names: Any) -> None:
    known = {field.name for field in obj._meta.local_fields}
    if not isinstance(names, list) or not all(isinstance(name, str) and name in known for name in names):
        raise Invalid.field("illustrative", _("This must be a list of names of this object's fields."), code="invalid")


def require_unit_valid(unit: Unit | None, day: date, *, field: str) -> None:
    """`require_units_valid` for one unit, or for none."""
    require_units_valid([unit] if unit is not None else [], day, field=field)


def require_units_valid(units: Iterable[Unit], day: date, *, field: str) -> None:
    """An assignment names only units that exist on the day of its decision.  The units are looked at as they are now
    and held until the transaction ends, so that none is closed between the check and the commit.  Raises Invalid."""
    named = list(units)
    present = units_held(unit.pk for unit in named)
    for unit in named:
        if not present[unit.pk].is_valid_on(day):
            detail = _("%(unit)s did not exist on %(day)s.") % {"unit": unit.name, "day": f"{day:%d/%m/%Y}"}
            raise Invalid.field(field, detail, code="unit_not_valid")


def require_reason(reason: str) -> str:
    """The reason in its stored form.  Raises Invalid when there is none."""
    return required("reason", reason, LONGEST_REASON)


def differences(obj: models.Model, fields: dict[str, Any]) -> dict[str, Any]:
    """Of `fields`, those whose value differs from the object's."""
    return {name: value for name, value in fields.items() if getattr(obj, name) != value}


def described(value: Any) -> Any:
    """A field's value as evidence keeps it: an object by its code or identifier, anything else as it is."""
    if isinstance(value, Unit):
        return value.code
    if isinstance(value, models.Model):
        return str(value.pk)
    return value


def changes_described(obj: models.Model, changed: dict[str, Any]) -> dict[str, Any]:
    """{field: [before, after]} for the audit row; call before the change is written."""
    return {name: [described(getattr(obj, name)), described(value)] for name, value in changed.items()}
