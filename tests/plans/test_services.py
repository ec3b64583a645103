from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comms.audit.selectors import history
from comms.core.errors import Conflict, IllegalTransition, Invalid, NotAllowed, NotVisible, StaleVersion
from comms.org.services import role_grant
from plans import services
from plans.models import Objective, Plan
from plans.states import PLAN_TRANSITIONS, PlanState
from tests.cast import Cast
from tests.plans.build import draft, issued, plan_of_2022, scheme_of

VERBS = [verb for verb in PLAN_TRANSITIONS if verb != "amend"]  # which changes tasks too, a floor above
ARGUMENTS: dict[str, dict[str, Any]] = {
    "return": {"reason": "Thiếu căn cứ"},
    "issue": {"decision_number": "12/QĐ-BTP", "decision_date": date(2026, 1, 15)},
}
LEGAL = {
    ("draft", "submit"): "submitted",
    ("submitted", "return"): "draft",
    ("submitted", "issue"): "issued",
    ("issued", "start"): "in_progress",
    ("in_progress", "close"): "closed",
    ("closed", "archive"): "archived",
}
ALLOWED = {
    "submit": {"officer", "unit_head"},
    "return": {"leader"},
    "issue": {"leader"},
    "start": {"unit_head", "leader"},
    "close": {"unit_head", "leader"},
    "archive": {"unit_head", "leader"},
}
ACTOR = {verb: "leader" if "leader" in who else "officer" for verb, who in ALLOWED.items()}


def do(verb: str, plan: Plan, actor: Any, **changes: Any) -> Plan:
    service = getattr(services, f"plan_{verb}")
    arguments = {"version": plan.version, **ARGUMENTS.get(verb, {}), **changes}
    return service(actor=actor, plan_id=plan.pk, **arguments)


def put(plan: Plan, state: str) -> Plan:
    """Set the state by hand: for tests of what a state permits."""
    Plan.objects.filter(pk=plan.pk).update(state=state, decision_number="1/QĐ", decision_date=date(2026, 1, 2))
    return Plan.objects.get(pk=plan.pk)


@pytest.mark.parametrize("state", PlanState.values)
@pytest.mark.parametrize("verb", VERBS)
def test_transitions(cast: Cast, verb: str, state: str) -> None:
    """Each verb works from its state only; from any other nothing changes."""
    plan = put(draft(cast), state)
    target = LEGAL.get((state, verb))
    if target is None:
        with pytest.raises(IllegalTransition):
            do(verb, plan, getattr(cast, ACTOR[verb]))
        assert Plan.objects.get(pk=plan.pk).version == plan.version
    else:
        assert do(verb, plan, getattr(cast, ACTOR[verb])).state == target
        assert Plan.objects.get(pk=plan.pk).state == target


@pytest.mark.parametrize("who", ["officer", "unit_head", "coordinator", "press_officer", "verifier", "leader",
                                 "administrator", "auditor", "outsider"])  # fmt: skip
@pytest.mark.parametrize("verb", VERBS)
def test_rights(cast: Cast, verb: str, who: str) -> None:
    """Who may do a verb: who sees the plan and may not gets a reason, who does not see it gets nothing."""
    source = next(state for state, name in LEGAL if name == verb)
    plan, actor = put(draft(cast), source), getattr(cast, who)
    if who in ALLOWED[verb]:
        do(verb, plan, actor)
    elif who in ("coordinator", "outsider"):
        with pytest.raises(NotVisible):
            do(verb, plan, actor)
    else:
        with pytest.raises(NotAllowed) as refused:
            do(verb, plan, actor)
        assert len(str(refused.value.detail)) > 20


def test_a_plan_from_draft_to_archive_leaves_its_story(cast: Cast) -> None:
    """Every step is evidence, with the decision that issued the plan."""
    plan = issued(cast)
    for verb in ("start", "close", "archive"):
        plan = do(verb, plan, cast.unit_head)
    told = [event.action for event in history(plan)][::-1]
    steps = ("created", "submitted", "issued", "started", "closed", "archived")
    assert told == [f"plans.plan.{step}" for step in steps]
    assert history(plan).get(action="plans.plan.issued").data == {"number": "12/QĐ-BTP", "date": "2026-01-15"}


def test_whoever_submitted_does_not_issue(cast: Cast) -> None:
    """A member of the leadership who also works in the owner unit cannot issue what they submitted themselves."""
    role_grant(actor=None, user=cast.leader, unit=cast.units["C-PBGDPL-TGPL"], kind="officer", starts=date(2020, 1, 1))
    plan = do("submit", draft(cast), cast.leader)
    with pytest.raises(NotAllowed):
        do("issue", plan, cast.leader)


def test_rights_follow_lineage(cast: Cast) -> None:
    """The present successor of the owner unit of 2022 carries its plan on."""
    plan = do("start", plan_of_2022(cast), cast.unit_head)
    assert plan.state == "in_progress"


def test_a_plan_is_drafted_only_in_ones_own_unit(cast: Cast) -> None:
    for who in (cast.coordinator, cast.leader, cast.administrator):
        with pytest.raises(NotAllowed):
            services.plan_create(
                actor=who, code="X", title="X", starts=date(2026, 1, 1), owner_unit=cast.units["C-PBGDPL-TGPL"]
            )
    assert not Plan.objects.exists()


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"ends": date(2025, 12, 31)}, "ends", "order"),
        ({"title": ""}, "title", "blank"),
        ({"title": "x" * 501}, "title", "max_length"),
        ({"code": "KH-2026"}, "code", "unique"),
        ({"illustrative": ["nothing"]}, "illustrative", "invalid"),
        ({"illustrative": "title"}, "illustrative", "invalid"),
    ],
)
def test_refused_content(cast: Cast, fields: dict[str, Any], field: str, code: str) -> None:
    """A refused plan names the field and leaves no row."""
    draft(cast)
    with pytest.raises(Invalid) as refused:
        draft(cast, **{"code": "KH-2", **fields})
    assert [error.code for error in refused.value.errors[field]] == [code]
    assert Plan.objects.count() == 1


@pytest.mark.parametrize("field", ["owner_unit", "verifying_unit"])
def test_units_exist_on_the_day_of_the_decision(cast: Cast, field: str) -> None:
    """A unit that came later, or had ended, is refused."""
    with pytest.raises(Invalid) as refused:
        plan_of_2022(cast, **{field: cast.units["C-PBGDPL-TGPL"]})
    assert refused.value.errors[field][0].code == "unit_not_valid"
    with pytest.raises(Invalid):
        plan_of_2022(cast, **{field: cast.units["V-PBGDPL"], "decision_date": date(2023, 1, 1)})


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"starts": date(2020, 12, 31)}, "starts"),
        ({"starts": date(2027, 1, 1)}, "starts"),
        ({"starts": date(2026, 1, 1), "ends": date(2027, 1, 1)}, "ends"),
        ({"starts": date(2026, 1, 1), "year": 2027}, "year"),
    ],
)
def test_a_plan_lies_within_its_scheme(cast: Cast, fields: dict[str, Any], field: str) -> None:
    scheme = scheme_of(cast)
    with pytest.raises(Invalid) as refused:
        services.plan_record(actor=None, code="K", title="K", scheme=scheme, owner_unit=cast.units["VP"], **fields)
    assert list(refused.value.errors) == [field]


def test_a_scheme_keeps_its_plans_within_its_years(cast: Cast) -> None:
    """Years that would leave a plan outside are refused; a change within them is written with before and after."""
    scheme = scheme_of(cast)
    services.plan_record(
        actor=None, code="K", title="K", scheme=scheme, owner_unit=cast.units["VP"], starts=date(2021, 3, 1)
    )
    with pytest.raises(Invalid):
        services.scheme_update(actor=cast.verifier, scheme_id=scheme.pk, version=1, starts=date(2022, 1, 1))
    changed = services.scheme_update(actor=cast.verifier, scheme_id=scheme.pk, version=1, starts=date(2021, 2, 1))
    assert changed.version == 2
    event = history(scheme).first()
    assert event is not None
    assert event.data == {"changes": {"starts": ["2021-01-01", "2021-02-01"]}}


def test_only_a_draft_changes(cast: Cast) -> None:
    plan = draft(cast)
    plan = services.plan_update(actor=cast.officer, plan_id=plan.pk, version=1, title="Kế hoạch mới")
    stored = Plan.objects.get(pk=plan.pk)
    assert (stored.title, stored.version, stored.folded) == ("Kế hoạch mới", 2, "kh-2026 ke hoach moi")
    with pytest.raises(StaleVersion):
        services.plan_update(actor=cast.officer, plan_id=plan.pk, version=1, title="Khác")
    same = services.plan_update(actor=cast.officer, plan_id=plan.pk, version=2, title="Kế hoạch mới")
    assert same.version == 2
    plan = do("submit", plan, cast.officer)
    with pytest.raises(IllegalTransition):
        services.plan_update(actor=cast.officer, plan_id=plan.pk, version=plan.version, title="Khác")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"decision_number": " "}, "decision_number"),
        ({"decision_date": date(2026, 11, 22)}, "decision_date"),
        ({"decision_date": date(2025, 2, 28)}, "decision_date"),
    ],
)
def test_issue_needs_a_decision_of_a_day_on_which_its_units_existed(
    cast: Cast, changes: dict[str, Any], field: str
) -> None:
    """No number, a date to come, or a day before the owner unit existed: refused."""
    plan = do("submit", draft(cast), cast.officer)
    with pytest.raises(Invalid) as refused:
        do("issue", plan, cast.leader, **changes)
    assert list(refused.value.errors) == [field]
    assert Plan.objects.get().state == "submitted"


def test_a_returned_plan_says_why(cast: Cast) -> None:
    plan = do("submit", draft(cast), cast.officer)
    with pytest.raises(Invalid):
        do("return", plan, cast.leader, reason="  ")
    plan = do("return", plan, cast.leader)
    assert plan.submitted_by is None
    assert history(plan)[0].data == {"reason": "Thiếu căn cứ"}


def test_loading_twice_changes_nothing(cast: Cast) -> None:
    """A second load leaves what people have changed since."""
    plan = do("start", plan_of_2022(cast), cast.unit_head)
    again = plan_of_2022(cast, title="Khác")
    assert (again.pk, again.state, again.title) == (plan.pk, "in_progress", plan.title)
    assert scheme_of(cast).pk == scheme_of(cast, title="Khác").pk


def test_objectives(cast: Cast) -> None:
    """Of a plan or of a scheme, each number once; a plan's are written by its unit, in the draft only."""
    plan, scheme = draft(cast), scheme_of(cast)
    first = services.objective_create(actor=cast.officer, plan_id=plan.pk, no="1", title="Một")
    with pytest.raises(Invalid):
        services.objective_create(actor=cast.officer, plan_id=plan.pk, no="1", title="Lại một")
    services.objective_create(actor=cast.verifier, scheme_id=scheme.pk, no="1", title="Của đề án")
    for parents in ({}, {"plan_id": plan.pk, "scheme_id": scheme.pk}):
        with pytest.raises((Invalid, NotAllowed)):
            services.objective_create(actor=cast.verifier, no="2", title="Của ai?", **parents)
    with pytest.raises(NotAllowed):
        services.objective_create(actor=cast.officer, scheme_id=scheme.pk, no="2", title="Không được")
    changed = services.objective_update(actor=cast.officer, objective_id=first.pk, version=1, title="Một mới")
    assert (changed.title, changed.version) == ("Một mới", 2)
    services.objective_update(actor=cast.unit_head, objective_id=first.pk, version=2, title="Một nữa")
    with pytest.raises(NotAllowed):
        services.objective_update(actor=cast.verifier, objective_id=first.pk, version=3, title="Của ai?")


@pytest.mark.parametrize(
    ("state", "code"),
    [("submitted", "plan_not_open"), ("issued", "use_amendment"), ("in_progress", "use_amendment"),
     ("closed", "plan_not_open"), ("archived", "plan_not_open")],
)  # fmt: skip
def test_the_decision_locks_the_objectives(cast: Cast, state: str, code: str) -> None:
    """Nobody writes them once it is no draft, the head of its unit neither; an open plan names the way that is left."""
    plan = draft(cast)
    first = services.objective_create(actor=cast.officer, plan_id=plan.pk, no="1", title="Một")
    put(plan, state)
    for who in (cast.officer, cast.unit_head):
        with pytest.raises(Conflict) as changed:
            services.objective_update(actor=who, objective_id=first.pk, version=1, title="X")
        with pytest.raises(Conflict) as added:
            services.objective_create(actor=who, plan_id=plan.pk, no="2", title="X")
        assert changed.value.code == added.value.code == code
    assert Objective.objects.get().title == "Một"


@pytest.mark.parametrize("homes", [("scheme_id", "plan_id"), ()])
def test_an_objective_without_exactly_one_home_locks_nothing(cast: Cast, homes: tuple[str, ...]) -> None:
    """Two rows locked in another order than elsewhere would wait for each other."""
    ids = {"scheme_id": scheme_of(cast).pk, "plan_id": draft(cast).pk}
    with CaptureQueriesContext(connection) as asked, pytest.raises(Invalid) as refused:
        services.objective_create(actor=cast.leader, no="1", title="x", **{name: ids[name] for name in homes})
    assert refused.value.errors["plan"][0].code == "one_of"
    assert not [query["sql"] for query in asked.captured_queries if "plans_" in query["sql"]]
