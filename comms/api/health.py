"""Is the process alive; is it ready for work."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

_migrated: list[bool] = []


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Alive: says nothing of the database, so that its failure does not restart every worker."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Ready: the database answers and has the tables of this code."""
    checks: dict[str, Any] = {"database": database_answers()}
    checks["migrations"] = checks["database"] and migrations_applied()
    ready = all(checks.values())
    body = {"status": "ok" if ready else "unavailable", "checks": {name: bool(ok) for name, ok in checks.items()}}
    return JsonResponse(body, status=200 if ready else 503, headers={} if ready else {"Retry-After": "5"})


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseError:
        return False


def migrations_applied() -> bool:
    """Are all migrations of this code applied?  Once they are, they stay so for the life of the process."""
    if not _migrated:
        try:
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                return False
        except DatabaseError:
            return False
        _migrated.append(True)
    return True
