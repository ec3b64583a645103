"""The floors hold: an import that goes up is refused.  Each case plants one in a copy of the project."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("comms", "plans", "tasks", "press", "incidents")

PLANTED = [
    pytest.param("plans/apps.py", "import press.apps", "The floors", id="a plan knows no release"),
    pytest.param("press/apps.py", "import incidents.apps", "The floors", id="a release knows no incident"),
    pytest.param("comms/core/clock.py", "import comms.audit.models", "The floors", id="the ground floor knows nobody"),
    pytest.param("comms/web/apps.py", "import comms.org.models", "The floors", id="the page grammar knows no person"),
    pytest.param("comms/audit/services.py", "import comms.outbox.models", "The floors", id="rooms on one line"),
    pytest.param(
        "comms/core/text.py",
        "def late():\n    from comms.org import models",
        "The floors",
        id="nor inside a function",
    ),
    pytest.param("comms/attic/__init__.py", "", "The rooms of comms", id="a room without a floor"),
    pytest.param("comms/org/models.py", "import comms.org.services", "Inside an app", id="a model knows no service"),
    pytest.param("comms/org/selectors.py", "import comms.org.services", "Inside an app", id="a read does not write"),
    pytest.param("plans/apps.py", "import comms.settings", "The wiring", id="settings are asked of Django"),
    pytest.param("tasks/apps.py", "import comms.celery", "Celery's application", id="Celery is asked by shared_task"),
    pytest.param("press/apps.py", "import weasyprint", "Only comms.pdf knows WeasyPrint", id="one room renders"),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's Python files alone."""
    place = tmp_path_factory.mktemp("floors")
    for package in PACKAGES:
        for source in (ROOT / package).rglob("*.py"):
            target = place / source.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    shutil.copy(ROOT / "pyproject.toml", place)
    return place


def lint(place: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    return subprocess.run([*command, "--no-cache"], cwd=place, capture_output=True, text=True, check=False, timeout=60)


def test_the_project_as_it_is_passes(copy: Path) -> None:
    result = lint(copy)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(("path", "line", "contract"), PLANTED)
def test_a_planted_import_is_refused(copy: Path, path: str, line: str, contract: str) -> None:
    """One forbidden line breaks the contract that names it."""
    module = copy / path
    before = module.read_text() if module.exists() else None
    module.parent.mkdir(exist_ok=True)
    module.write_text(f"{before or ''}\n{line}\n")
    try:
        result = lint(copy)
    finally:
        if before is None:
            shutil.rmtree(module.parent)
        else:
            module.write_text(before)
    assert result.returncode == 1, result.stdout + result.stderr
    assert any(text.startswith(contract) and text.endswith("BROKEN") for text in result.stdout.splitlines())
