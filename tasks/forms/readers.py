"""The form of a plan's access list."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.core import clock
from comms.org.models import Unit
from comms.web.forms import PageForm
from plans.models import Plan
from tasks.forms.plans import UnitOfDay


class ReaderForm(PageForm):
    """A unit of today that does not stand on the plan's access list yet."""

    unit = UnitOfDay(label=_("Unit"))

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.valid_on(clock.today()).exclude(pk__in=plan.readers.values("unit"))
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]  # of a choice of models
