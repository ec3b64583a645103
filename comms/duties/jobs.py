"""What comes to be due with legal duties, and what other rooms announced."""

from uuid import UUID

from django.core.cache import cache

from comms.core import clock
from comms.duties import services
from comms.outbox.handlers import handles, periodic

EVERY = 1800


@periodic("duties.look")
def look() -> None:
    """Every half hour: write the periods ahead, count the open ones again, tell what is due or missed."""
    if not cache.add(f"duties:looked:{clock.today()}", 1, timeout=EVERY):
        return
    services.duties_generate()
    services.duties_remind()


@handles("duties.recount")
def recount() -> None:
    services.duties_generate()


@handles("duties.conference_held")
def conference_held(conference_id: str, actor_id: str) -> None:
    services.conference_links_itself(conference_id=UUID(conference_id), actor_id=UUID(actor_id))


@handles("duties.release_revoked")
def release_revoked(release_id: str, actor_id: str) -> None:
    services.release_meets_no_more(release_id=UUID(release_id), actor_id=UUID(actor_id) if actor_id else None)
