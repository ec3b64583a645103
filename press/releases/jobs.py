"""Effects of releases, and what comes to be due."""

import logging
from uuid import UUID

from comms.core.errors import ServiceError
from comms.outbox.handlers import handles, periodic
from press.releases import services
from press.releases.models import Release

logger = logging.getLogger(__name__)


@handles("press.render_document")
def render_document(release_id: str) -> None:
    """Render and store the document of an issued release; running twice stores one."""
    services.document_render(release_id=UUID(release_id))


@handles("press.tell_reviewers")
def tell_reviewers(release_id: str) -> None:
    services.reviewers_tell(release_id=UUID(release_id))


@handles("press.mail_signing_link")
def mail_signing_link(link_id: str) -> None:
    services.signing_link_mail(link_id=UUID(link_id))


@handles("press.mail_returned")
def mail_returned(link_id: str, name: str, comment: str) -> None:
    services.signing_link_mail_returned(link_id=UUID(link_id), name=name, comment=comment)


@periodic("press.urgent_overdue")
def urgent_overdue() -> int:
    return services.reviews_escalate()


@periodic("press.issue_due")
def issue_due() -> int:
    """Issue what is scheduled and due.  One that is refused does not keep back the others; two sweeps do no harm."""
    issued = 0
    for release_id in Release.objects.due().order_by("scheduled_for").values_list("pk", flat=True)[:100]:
        try:
            issued += services.release_issue_due(release_id=release_id) is not None
        except ServiceError as error:
            logger.warning("the scheduled release %s was not issued: %s", release_id, error)
    return issued
