"""A release is work on tasks: whose head signs, what the task learns of it."""

import pytest

from comms.core.errors import IllegalTransition, Invalid, NotVisible
from plans.models import Plan
from press.releases import policies, services
from press.releases.models import Release
from press.releases.states import State
from tasks.models import Evidence, Task
from tests.cast import Cast
from tests.plans.build import issued as issued_plan
from tests.press.releases.building import do, draft, issued
from tests.tasks.build import alone, bring, task_of


def unseen(task: Task) -> Task:
    """A task of the unit of 2022 alone: nobody of the Office takes part in it or verifies it."""
    Plan.objects.filter(pk=task.plan_id).update(verifying_unit=None)
    return task


def test_the_head_of_the_tasks_unit_signs(cast: Cast) -> None:
    """Although the release speaks for the Office: the task's lead unit answers for the content, by its successor."""
    release = draft(cast, units=[cast.units["VP"]], tasks=[task_of(cast)])
    release = do("submit", release, cast.press_officer)
    assert [step.unit.code for step in policies.sign_steps(release) if step.unit] == ["V-PBGDPL", "VP"]
    with pytest.raises(IllegalTransition, match="V-PBGDPL"):
        do("sign", release, cast.verifier)
    assert do("sign", release, cast.unit_head).signatures.get().unit == cast.units["V-PBGDPL"]


def test_two_units_of_one_line_need_one_signature(cast: Cast) -> None:
    """The unit of 2022 and its successor have one head today, who cannot sign twice."""
    old, plan = task_of(cast), issued_plan(cast)
    new = alone(cast, plan, no="7", title="Họp báo", lead_unit=cast.units["C-PBGDPL-TGPL"])
    other = alone(cast, plan, no="8", title="Hạ tầng", lead_unit=cast.units["CNTT"])
    release = draft(cast, units=[cast.units["VP"]], tasks=[old, new, other])
    assert sorted(unit.code for unit in policies.responsible_units(release)) == ["CNTT", "V-PBGDPL"]


@pytest.mark.parametrize("state", ["in_progress", "submitted", "verified"])
def test_the_issue_is_evidence_of_the_task(cast: Cast, state: str) -> None:
    """Once, by kind and number, whatever the state of the task: the embargo hides the title, and so does this."""
    task = bring(cast, task_of(cast), state)
    before = Evidence.objects.filter(task=task).count()
    release = issued(cast, tasks=[task])
    evidence = Evidence.objects.filter(task=task).get(kind="release")
    assert (evidence.title, evidence.object_id) == ("THÔNG CÁO BÁO CHÍ 01/TC-BTP", release.pk)
    assert Evidence.objects.filter(task=task).count() == before + 1


def test_a_linked_task_can_be_hidden_from_the_editor(cast: Cast) -> None:
    """It neither gets lost by an edit nor can it be added by guessing its id."""
    hidden = unseen(alone(cast))
    with pytest.raises(Invalid):
        draft(cast, tasks=[hidden])
    release = draft(cast)
    release.task_rows.create(task=hidden)
    release = do("update", release, cast.press_officer, tasks=[])
    assert [row.task for row in release.task_rows.all()] == [hidden]


def test_linking_a_task_ends_the_round(cast: Cast) -> None:
    """Another head may have to sign; a hidden task is not found, and only a draft takes one."""
    task = task_of(cast)
    release = draft(cast)
    round_before = release.round
    release = do("link_task", release, cast.press_officer, task_id=task.pk)
    assert (release.round, [row.task for row in release.task_rows.all()]) == (round_before + 1, [task])
    hidden = unseen(alone(cast, task.plan, no="9"))
    with pytest.raises(NotVisible):
        do("link_task", draft(cast), cast.press_officer, task_id=hidden.pk)


def test_the_head_of_the_task_sees_the_draft(cast: Cast) -> None:
    """He is one of its signers, though the release speaks for another unit."""
    release = draft(cast, units=[cast.units["VP"]], tasks=[task_of(cast)])
    assert Release.objects.visible_to(cast.unit_head).filter(pk=release.pk).exists()
    assert not Release.objects.visible_to(cast.officer).filter(pk=release.pk).exists()
    assert (
        services.release_void(
            actor=cast.press_officer, release_id=release.pk, version=release.version, reason="Thừa"
        ).state
        == State.VOID
    )


def test_an_erratum_takes_over_hidden_links(cast: Cast) -> None:
    """A press officer of a unit that is named besides corrects a text whose task this person may not see."""
    hidden = unseen(alone(cast))
    release = draft(cast, units=[cast.units["VP"]])
    release.task_rows.create(task=hidden)
    for verb, actor in [
        ("submit", cast.press_officer),
        ("sign", cast.unit_head),
        ("sign", cast.legal_checker),
        ("sign", cast.verifier),
        ("approve", cast.spokesperson),
        ("issue", cast.spokesperson),
    ]:
        do(verb, release, actor)
    assert not Task.objects.visible_to(cast.press_officer).exists()
    erratum = do("correct", release, cast.press_officer, note="Sai ngày")
    assert [row.task for row in erratum.task_rows.all()] == [hidden]
