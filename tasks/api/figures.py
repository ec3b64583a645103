"""Figures as the API tells them.  The serializers describe the shape; plain functions fill it, since an answer has
dozens of figures and a serializer for each costs more than counting them."""

from dataclasses import asdict
from typing import Any

from rest_framework import serializers

from tasks.api.serializers import Number, Percent
from tasks.selectors import COUNT_NAMES, Figures, Progress


class CountsSerializer(serializers.Serializer[Any]):
    """How many tasks; see `rule`."""

    def get_fields(self) -> dict[str, Any]:
        return {name: serializers.IntegerField() for name in COUNT_NAMES}


class FiguresSerializer(serializers.Serializer[Any]):
    """Percents are null where nothing counts."""

    weight = Number()
    declared_percent = Percent(read_only=True, allow_null=True)
    verified_percent = Percent(read_only=True, allow_null=True)
    counts = CountsSerializer()


class ObjectiveProgressSerializer(FiguresSerializer):
    """`objective` is null for the tasks without one."""

    objective = serializers.UUIDField(source="objective.pk", default=None, allow_null=True)
    no = serializers.CharField(source="objective.no", default=None, allow_null=True)
    title = serializers.CharField(source="objective.title", default=None, allow_null=True)


class UnitProgressSerializer(FiguresSerializer):
    unit = serializers.UUIDField(source="unit.pk")
    code = serializers.CharField(source="unit.code")
    name = serializers.CharField(source="unit.name_vi")


class ProgressSerializer(FiguresSerializer):
    plan = serializers.UUIDField(source="plan.pk", default=None, allow_null=True)
    scheme = serializers.UUIDField(source="scheme.pk", default=None, allow_null=True)
    unit = serializers.UUIDField(source="unit.pk", default=None, allow_null=True)
    as_of = serializers.DateField()
    by_objective = ObjectiveProgressSerializer(many=True)
    by_unit = UnitProgressSerializer(many=True)
    rule = serializers.CharField()


class UnitBalanceSerializer(serializers.Serializer[Any]):
    """The work that one unit leads; rates are null where there is nothing to divide by."""

    unit = serializers.UUIDField(source="unit.pk")
    code = serializers.CharField(source="unit.code")
    name = serializers.CharField(source="unit.name_vi")
    assigned = serializers.IntegerField()
    open = serializers.IntegerField()
    overdue = serializers.IntegerField()
    weight = Number()
    share = Percent(read_only=True, allow_null=True)
    on_time_percent = Percent(read_only=True, allow_null=True)
    last_report_on = serializers.DateField(allow_null=True)
    silent = serializers.BooleanField()


class BalanceSerializer(serializers.Serializer[Any]):
    by_unit = UnitBalanceSerializer(many=True)
    rule = serializers.CharField()


def progress_told(found: Progress) -> dict[str, Any]:
    """The shape of ProgressSerializer."""
    return {
        **_figures(found),
        "plan": found.plan and found.plan.pk,
        "scheme": found.scheme and found.scheme.pk,
        "unit": found.unit and found.unit.pk,
        "as_of": found.as_of,
        "by_objective": [
            {
                "objective": one.objective and one.objective.pk,
                "no": one.objective and one.objective.no,
                "title": one.objective and one.objective.title,
                **_figures(one),
            }
            for one in found.by_objective
        ],
        "by_unit": [
            {"unit": one.unit.pk, "code": one.unit.code, "name": one.unit.name_vi, **_figures(one)}
            for one in found.by_unit
            if one.unit
        ],
        "rule": found.rule,
    }


def _figures(of: Figures) -> dict[str, Any]:
    """The shape of FiguresSerializer."""
    return {
        "weight": of.weight,
        "declared_percent": of.declared_percent,
        "verified_percent": of.verified_percent,
        "counts": asdict(of.counts),
    }
