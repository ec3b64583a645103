"""Shapes out and in.  Reading and writing are two classes: what comes in is checked, what goes out is listed."""

from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter
from typing import Any, ClassVar

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from comms.api import fields
from comms.api.problems import field_problem
from comms.core.fields import Line, Text

# What every object of the API has: `fields = [*RECORD, "code", …]`, and `*STATE` where it has states.
RECORD = ("id", "version", "created_at", "updated_at")
STATE = ("state", "actions")


class ActionSerializer(serializers.Serializer[Any]):
    """One verb of the object: may the caller do it now, and if not, why."""

    verb = serializers.CharField()
    allowed = serializers.BooleanField()
    reason = serializers.CharField()


class HistorySerializer(serializers.Serializer[Any]):
    """One event of an object: what was recorded, and in words."""

    at = serializers.DateTimeField()
    actor = serializers.CharField()
    actor_unit = serializers.CharField()
    action = serializers.CharField()
    wording = serializers.CharField()
    data = serializers.DictField()


class ProblemItemSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    errors = serializers.DictField(child=ProblemItemSerializer(many=True), required=False)
    current_version = serializers.IntegerField(required=False)
    changes = HistorySerializer(many=True, required=False)


# Fields that only hand on what the model holds, since the renderer knows dates, instants, decimals and UUIDs.
_AS_IT_IS = {
    serializers.BooleanField,
    serializers.CharField,
    serializers.ChoiceField,
    serializers.DateField,
    serializers.DateTimeField,
    serializers.IntegerField,
    serializers.UUIDField,
}


class RecordSerializer(serializers.ModelSerializer[Any]):
    """An object as the API shows it.  `Meta.fields` lists every field; nothing is written through it.

    `actions` comes on single objects only, from the view (`actions_of`).  A foreign key is the id.
    """

    actions = ActionSerializer(many=True, read_only=True)
    illustrative = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model: ClassVar[Any]
        fields: ClassVar[list[str]]

    def get_fields(self) -> dict[str, Any]:
        declared = super().get_fields()
        for field in declared.values():
            field.read_only = True
        return declared

    @cached_property
    def _readers(self) -> list[tuple[str, Callable[[Any], Any]]]:
        """(name, what reads it from the object) for each field asked for, in order."""
        asked = self.context.get("asked_fields")
        return [
            (name, self._reader(name, attribute, method))
            for name, attribute, method in _shape_of(type(self))
            if name != "actions" and (asked is None or name in asked)
        ]

    def _reader(self, name: str, attribute: str, method: str) -> Callable[[Any], Any]:
        if attribute:
            return attrgetter(attribute)
        if method:
            read: Callable[[Any], Any] = getattr(self, method)
            return read
        field = self.fields[name]

        def through_field(instance: Any) -> Any:
            value = field.get_attribute(instance)
            return None if value is None else field.to_representation(value)

        return through_field

    def to_representation(self, instance: Any) -> dict[str, Any]:
        data: dict[str, Any] = {name: read(instance) for name, read in self._readers}
        actions_of, asked = self.context.get("actions_of"), self.context.get("asked_fields")
        if actions_of is not None and "actions" in self.Meta.fields and (asked is None or "actions" in asked):
            data["actions"] = actions_of(instance)
        return data


@cache
def _shape_of(serializer: type[RecordSerializer]) -> tuple[tuple[str, str, str], ...]:
    """(name, attribute, method) of each field: the attribute where the renderer takes it as it is, the method of a
    method field, neither where the field itself must translate.  Built once: DRF builds its fields for each request."""
    shape = []
    for name, field in serializer().fields.items():
        one = len(getattr(field, "source_attrs", ())) == 1
        number = isinstance(field, serializers.DecimalField) and not field.coerce_to_string
        if one and (type(field) in _AS_IT_IS or number or name == "illustrative"):
            shape.append((name, field.source_attrs[0], ""))
        elif one and type(field) is serializers.PrimaryKeyRelatedField:
            shape.append((name, f"{field.source_attrs[0]}_id", ""))
        elif type(field) is serializers.SerializerMethodField:
            shape.append((name, "", field.method_name))
        else:
            shape.append((name, "", ""))
    return tuple(shape)


class StrictBody:
    """Mixin of request bodies: a field that is not known is an error, not silence."""

    def to_internal_value(self, data: Any) -> Any:
        complaints: dict[str, Any] = {}
        if isinstance(data, Mapping):
            writable = {name for name, field in self.fields.items() if not field.read_only}  # type: ignore[attr-defined]  # of a serializer
            detail = ErrorDetail(str(_("There is no such field here.")), code="unknown_field")
            complaints = {str(name)[:100]: [detail] for name in data if name not in writable}
        try:
            value = super().to_internal_value(data)  # type: ignore[misc]  # of a serializer
        except ValidationError as error:
            if not isinstance(error.detail, dict):
                raise
            raise ValidationError({**error.detail, **complaints}) from error
        if complaints:
            raise ValidationError(complaints)
        return value


class BodySerializer(StrictBody, serializers.Serializer[Any]):
    """A request body, field by field, with the fields of `comms.api.fields`."""


class EmptyBody(BodySerializer):
    """A verb that needs no words."""


class ReasonBody(BodySerializer):
    """A verb that needs a reason."""

    reason = fields.TextField(max_length=2000)


# What PostgreSQL holds; SQLite would take more, and Django's own limits are those of the database in use.
_LARGEST: dict[type[models.Field], int] = {
    models.PositiveSmallIntegerField: 32_767,
    models.SmallIntegerField: 32_767,
    models.PositiveIntegerField: 2_147_483_647,
    models.IntegerField: 2_147_483_647,
    models.PositiveBigIntegerField: 2**63 - 1,
    models.BigIntegerField: 2**63 - 1,
}


class ModelBodySerializer(StrictBody, serializers.ModelSerializer[Any]):
    """A request body whose fields are those of a model: `Meta.fields` lists them, lengths and choices come along.

    Nothing is saved here; uniqueness and rights are the service's.  A foreign key is found through what the caller
    may see and handed to the service as an object under the field's name.
    """

    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        Line: fields.LineField,
        Text: fields.TextField,
        models.CharField: fields.LineField,
        models.TextField: fields.TextField,
        models.BooleanField: fields.BoolField,
        models.DateTimeField: fields.InstantField,
        models.DateField: fields.DayField,
        **dict.fromkeys(_LARGEST, fields.WholeNumberField),
    }

    class Meta:
        model: ClassVar[Any]
        fields: ClassVar[list[str]]

    def build_standard_field(self, field_name: str, model_field: Any) -> Any:
        kind, kwargs = super().build_standard_field(field_name, model_field)
        if largest := _LARGEST.get(type(model_field)):
            kwargs["max_value"] = min(kwargs.get("max_value") or largest, largest)
            smallest = 0 if type(model_field).__name__.startswith("Positive") else -largest
            kwargs["min_value"] = max(kwargs.get("min_value", smallest), smallest)
        return kind, kwargs

    def build_relational_field(self, field_name: str, relation_info: Any) -> Any:
        null = relation_info.model_field.null
        return fields.VisibleField, {
            "model": relation_info.related_model,
            "required": not null,
            "allow_null": null,
        }

    def get_unique_together_validators(self) -> list[Any]:
        return []

    def get_unique_for_date_validators(self) -> list[Any]:
        return []

    def include_extra_kwargs(self, kwargs: Any, extra_kwargs: Any) -> Any:
        kwargs = super().include_extra_kwargs(kwargs, extra_kwargs)
        kwargs["validators"] = [item for item in kwargs.get("validators", []) if not hasattr(item, "requires_context")]
        if not kwargs["validators"]:
            del kwargs["validators"]
        return kwargs


def check_asked(asked: str | None, known: Mapping[str, Any]) -> frozenset[str] | None:
    """`?fields=a,b` against the fields there are; None when it was not asked."""
    if asked is None:
        return None
    names = asked.split(",")
    if unknown := [name for name in names if name not in known]:
        detail = _("There is no field “%(name)s” here.") % {"name": unknown[0][:100]}
        raise field_problem("fields", "unknown_field", detail)
    return frozenset(names)
