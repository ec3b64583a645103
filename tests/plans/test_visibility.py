import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError

from comms.core import subjects
from plans.models import Objective, Plan, PlanAccess, Scheme
from plans.services import access_set, objective_record
from plans.states import UnitGroup
from tests.cast import Cast
from tests.plans.build import draft, plan_of_2022, scheme_of

EVERYBODY_OF_THE_MINISTRY = {"officer", "unit_head", "coordinator", "press_officer", "spokesperson", "verifier",
                             "legal_checker", "leader", "administrator", "auditor"}  # fmt: skip
READERS = {"officer", "unit_head", "press_officer", "spokesperson", "verifier", "leader", "administrator", "auditor"}


def seeing(cast: Cast, model: type) -> set[str]:
    return {name for name, user in cast.people.items() if model.objects.visible_to(user).exists()}


def test_owner_and_verifying_unit_and_those_who_read_everything(cast: Cast) -> None:
    """Without work in it, another unit does not see the plan."""
    plan = plan_of_2022(cast)
    objective_record(actor=None, plan=plan, no="1", title="Một")
    assert seeing(cast, Plan) == seeing(cast, Objective) == READERS
    for name in ("plans.plan", "plans.objective"):
        kind = subjects.get(name)
        assert kind is not None
        assert kind.visible(cast.officer).exists()
        assert not kind.visible(cast.outsider).exists()


def test_the_access_list_adds_a_unit(cast: Cast) -> None:
    plan = plan_of_2022(cast)
    access_set(wanted={plan.pk: ([cast.units["CNTT"].pk], [])})
    assert seeing(cast, Plan) == READERS | {"coordinator"}
    access_set(wanted={plan.pk: ([], [])})
    assert seeing(cast, Plan) == READERS


def test_the_group_of_the_ministrys_units_is_of_the_plans_day(cast: Cast) -> None:
    """A unit that existed on the day of the decision reads; one founded later and a local one do not."""
    plan = plan_of_2022(cast)
    access_set(wanted={plan.pk: ([], [UnitGroup.MINISTRY_UNITS, ""])})
    assert seeing(cast, Plan) == READERS | {"coordinator"}
    later = draft(cast)
    access_set(wanted={later.pk: ([], [UnitGroup.MINISTRY_UNITS])})
    assert Plan.objects.visible_to(cast.legal_checker).get() == later


def test_the_access_list_names_each_once(cast: Cast) -> None:
    """Setting the same list again changes nothing."""
    plan = plan_of_2022(cast)
    for _again in range(2):
        access_set(wanted={plan.pk: ([cast.units["CNTT"].pk] * 2, [UnitGroup.MINISTRY_UNITS] * 2)})
    assert PlanAccess.objects.count() == 2


def test_a_scheme_is_for_the_whole_ministry(cast: Cast) -> None:
    """Every unit of the ministry reads the scheme and its objectives; a local body only with a part in a plan of it."""
    scheme = scheme_of(cast)
    objective_record(actor=None, scheme=scheme, no="1", title="Một")
    assert seeing(cast, Scheme) == seeing(cast, Objective) == EVERYBODY_OF_THE_MINISTRY
    plan = plan_of_2022(cast, scheme=scheme)
    access_set(wanted={plan.pk: ([cast.units["STP-HUE"].pk], [])})
    assert seeing(cast, Scheme) == EVERYBODY_OF_THE_MINISTRY | {"outsider"}


def test_nobody_without_a_role_or_an_account_sees_anything(cast: Cast) -> None:
    plan_of_2022(cast, scheme=scheme_of(cast))
    cast.leader.is_active = False
    for user in (AnonymousUser(), cast.leader):
        for model in (Plan, Scheme, Objective):
            assert not model.objects.visible_to(user).exists()


@pytest.mark.parametrize("group", ["everybody", ""])
def test_an_access_entry_is_a_unit_or_a_known_group(cast: Cast, group: str) -> None:
    with pytest.raises(IntegrityError):
        PlanAccess.objects.create(plan=plan_of_2022(cast), group=group)
