"""The sample commands: they repeat nothing, and they stay out of production."""

import re
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from comms.audit.models import AuditEvent
from comms.org.models import ApiToken, Unit, UnitSuccession
from comms.sample.main_job.incident import TITLE
from comms.sample.main_job.incident_answer import REFUTATION_TITLE
from incidents.models import ClaimMatch, Incident, PublicReport, Refutation, VerdictNotice
from plans.models import Objective, Plan, Scheme
from press.releases.models import Release
from tasks.models import Task


def output_of(command: str, *args: str) -> str:
    out = StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def own_var(settings: Any, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path


@pytest.mark.django_db
def test_loading_and_the_demo_repeat_nothing(own_var: Path) -> None:
    """A second start writes no row: neither data nor evidence."""
    output_of("load_sample")
    first = output_of("demo")
    events = AuditEvent.objects.count()
    output_of("load_sample")
    second = output_of("demo")
    assert AuditEvent.objects.count() == events
    assert (Release.objects.count(), Incident.objects.count(), Task.objects.count()) == (5, 3, 8)
    assert Release.objects.filter(state="scheduled", dateline="Hà Nội").exclude(quotes=[]).count() == 1
    assert Release.objects.filter(state="in_review").count() == 1
    assert {"title", "body"} <= set(Release.objects.get(title=REFUTATION_TITLE).illustrative)
    assert "officer accepts task 6" in first
    assert "officer accepts task 6" not in second
    for text in (first, second):
        path = re.search(r"Release 01/TC-BTP, issued .*: (\S+\.pdf)", text)
        assert path is not None
        assert Path(path[1]).read_bytes().startswith(b"%PDF")
        assert "ND244-7.4" in text
        assert "still open" in text
        assert "with CNTT" in text


@pytest.mark.django_db
def test_the_demo_shows_an_incident_from_the_report_to_the_task(own_var: Path) -> None:
    """Every link of the chain is there, each by the people whose step it is, and each says that it is an example."""
    output_of("load_sample")
    output_of("demo")
    incident = Incident.objects.get(title=TITLE)
    assert (incident.state, incident.playbook is not None) == ("reviewed", True)
    assert incident.checklist.exclude(done_at=None).count() == 1
    assert incident.role_rows.count() == 3
    assert (incident.updates.count(), incident.reviews.count()) == (1, 1)
    claim = incident.claims.get()
    assert (claim.state, claim.sightings.count(), claim.evidence_rows.count()) == ("published", 2, 1)
    refutation = Refutation.objects.get(claim=claim)
    assert (refutation.state, refutation.means, refutation.release.title) == ("published", "release", REFUTATION_TITLE)
    assert len({refutation.author, refutation.checker, refutation.approver}) == 3
    correction = incident.correction_requests.get()
    assert (correction.state, correction.outcome, correction.rounds.count()) == ("closed", "corrected", 1)
    assert incident.centre_reports.get().label == "false"
    assert all(one.illustrative for one in (refutation, correction, incident))
    match = ClaimMatch.objects.get(earlier=claim)
    assert (match.state, match.claim.incident.duplicate_of) == ("confirmed", incident)
    assert PublicReport.objects.get().state == "answered"
    task = incident.review_actions.get().task
    assert (task.plan.state, task.incident_links.get().incident) == ("draft", incident)
    assert not VerdictNotice.objects.exists()


@pytest.mark.django_db
def test_units_of_four_structures_with_their_lines(own_var: Path) -> None:
    """The real input: 27, 25, 20 and 20 units of the ministry on four days; the lines give the kinds of succession."""
    output_of("load_sample")
    days = [date(2022, 12, 31), date(2023, 1, 1), date(2025, 3, 1), date(2026, 1, 10)]
    assert [Unit.objects.ministry_units(day).count() for day in days] == [27, 25, 20, 20]
    kinds = {
        (row.predecessor.code, row.successor.code): row.kind
        for row in UnitSuccession.objects.select_related("predecessor", "successor")
    }
    assert kinds["V-PBGDPL", "C-PBGDPL"] == "renamed"
    assert kinds["TGPL", "C-PBGDPL-TGPL"] == "merged"
    assert kinds["KTVB-XLVPHC", "C-PLHSHC"] == kinds["KTVB-XLVPHC", "KTVB-TCTHPL"] == "split"


@pytest.mark.django_db
@pytest.mark.parametrize("command", [["load_sample"], ["demo"], ["sample_token", "officer"]])
def test_refused_in_production(settings: Any, command: list[str]) -> None:
    """Sample accounts have a public password: nothing of the sample runs in production."""
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        output_of(*command)
    assert not Unit.objects.exists()
    assert not ApiToken.objects.exists()


@pytest.mark.django_db
def test_token_of_an_unknown_account() -> None:
    """A wrong name is a sentence, not a trace."""
    with pytest.raises(CommandError, match="load_sample"):
        output_of("sample_token", "nobody")


@pytest.mark.django_db
def test_sources_are_named_as_a_reader_cites_them() -> None:
    """No source keeps the file names of the data; each is there."""
    output_of("load_sample")
    rows = [row for model in (Unit, Task, Plan, Scheme, Objective) for row in model.objects.all()]
    assert all(row.source for row in rows)
    assert not [row.source for row in rows if re.search(r"seed|public|customary|absent", row.source)]
