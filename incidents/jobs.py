"""What comes to be due with incidents."""

from uuid import UUID

from django.core.cache import cache

from comms.outbox.handlers import handles, periodic
from incidents import services

DECISIONS_EVERY = 300
WATCHES_EVERY = 300


@periodic("incidents.updates")
def updates_due() -> int:
    """Recall situation updates before they are due, and say once which one is overdue."""
    return services.updates_remind()


@periodic("incidents.decisions")
def decisions_due() -> int:
    """Every five minutes: response decisions whose day of review has come."""
    if not cache.add("incidents:decisions-looked", 1, timeout=DECISIONS_EVERY):
        return 0
    return services.decisions_remind()


@periodic("incidents.watches")
def watches_due() -> int:
    """Every five minutes: what is watched until today."""
    if not cache.add("incidents:watches-looked", 1, timeout=WATCHES_EVERY):
        return 0
    return services.watches_tell()


@handles("incidents.print_dossier")
def print_dossier(dossier_id: str) -> None:
    """Render and store a dossier that was asked for; running twice stores one."""
    services.dossier_print(dossier_id=UUID(dossier_id))


@handles("incidents.verdict_mail")
def verdict_mail(notice_id: str) -> None:
    """Mail one recipient of an answer that its conclusion changed; running twice sends the same mail under the same
    id at most once more."""
    services.verdict_mail_send(notice_id=notice_id)


@periodic("incidents.refutations_opened")
def refutations_opened() -> int:
    """Claims whose refutation waited for the end of an embargo."""
    return services.refutations_opened()


@handles("incidents.public_answer")
def public_answer(report_id: str) -> None:
    """Mail the answer to who reported, where an address was given."""
    services.public_answer_mail(report_id=UUID(report_id))
