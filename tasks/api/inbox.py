"""The inbox over HTTP."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from comms.core.errors import Invalid
from tasks.api.filters import unit_named
from tasks.api.serializers import TaskSerializer
from tasks.api.views import TaskViewSet
from tasks.models import Participation
from tasks.selectors.inbox import Desk, Filters, Section, addressed_to, desk_of, waiting_for, with_work
from tasks.selectors.inbox_rows import work_filled, work_rows
from tasks.states import ParticipationRole, ParticipationState


class PartSerializer(serializers.Serializer[Any]):
    """The unit's part: `due_on` is the next date on which the unit owes something."""

    unit = serializers.UUIDField()
    role = serializers.ChoiceField(choices=ParticipationRole.choices)
    state = serializers.ChoiceField(choices=ParticipationState.choices)
    due_on = serializers.DateField(allow_null=True)


class InboxTaskSerializer(TaskSerializer):
    """A task with the part for which it is listed; none with `section=waiting` and `section=addressed`."""

    part = serializers.SerializerMethodField()

    class Meta(TaskSerializer.Meta):
        fields = [*TaskSerializer.Meta.fields, "part"]

    @extend_schema_field(PartSerializer(allow_null=True))
    def get_part(self, task: Any) -> Any:
        return getattr(task, "part", None)


class InboxView(TaskViewSet):
    """What is to be done now in open plans, the next due first: led or coordinated by the units that the caller works
    for, with those that they succeeded.  A task that addresses all units of the ministry has no part for each of them:
    it stands in `section=addressed` alone.

    `unit` (id or code) asks for another unit's work, as far as the caller may see it; `section` is mine (to do as lead
    unit), coordinating, waiting (for a decision of the caller), or addressed (to all units of the ministry).  A task
    stands once for each part.
    """

    serializer_class = InboxTaskSerializer
    filterset_class = None
    search_fields = ()
    ordering_fields = ()
    query_parameters = ("unit", "section")

    def queryset_for(self, user: Any) -> Any:
        section, named = (self.request.query_params.get(name) for name in ("section", "unit"))
        if section is not None and section not in Section.values:
            known = ", ".join(Section.values)
            raise Invalid.field("section", _("The sections are: %(known)s.") % {"known": known}, code="invalid_choice")
        unit = unit_named(named) if named is not None else None
        if named is not None and unit is None:
            raise Invalid.field("unit", _("There is no such unit."), code="does_not_exist")
        desk: Desk = desk_of(user)
        if section == Section.WAITING:
            return self.shaped(waiting_for(desk, Filters(unit=unit)))
        units = desk.units if unit is None else desk.lines.before({unit.pk})
        if section == Section.ADDRESSED:
            tasks = addressed_to(units)
            return self.shaped(tasks if units <= desk.units else tasks.visible_to(user))
        return work_rows(with_work(units), section=section or "", seen_by=None if units <= desk.units else user)

    def paginate_queryset(self, queryset: Any) -> Any:
        if queryset.model is not Participation:
            return super().paginate_queryset(queryset)
        return work_filled(self.paginator.paginate_queryset(queryset, self.request, view=self) or [])
