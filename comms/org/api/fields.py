from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from comms.api.fields import VisibleField
from comms.api.views import uuid_or_none
from comms.org.models import Unit, User


class UnitField(VisibleField):
    """A unit in a request body, by its id or its code; the service gets the unit (its id with `as_id=True`)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Unit, code="code", **kwargs)


@extend_schema_field({"type": "string"})
class PersonField(serializers.Field[Any, Any, Any, Any]):
    """A person by id or user name; written out, it is the id."""

    default_error_messages = {"does_not_exist": _("There is no such person.")}

    def to_internal_value(self, data: Any) -> User:
        if not isinstance(data, str) or not 0 < len(data) <= 60 or "\x00" in data:
            self.fail("does_not_exist")
        pk = uuid_or_none(data)
        found = User.objects.filter(is_active=True, **({"pk": pk} if pk else {"username": data})).first()
        if found is None:
            self.fail("does_not_exist")
        return found

    def to_representation(self, value: Any) -> str:
        return str(getattr(value, "pk", value))
