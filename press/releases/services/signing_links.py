"""A leader without an account reads one text, and signs or returns it, once, by an address that came by mail."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import checks, clock
from comms.core.decisions import require
from comms.core.errors import Conflict, IllegalTransition, Invalid, NotVisible
from comms.core.records import found
from comms.core.states import move
from comms.org.models import Unit, User
from comms.outbox.handlers import Hopeless
from comms.outbox.services import outbox
from press.releases import content, policies, selectors
from press.releases.models import Release, Signature, SigningLink
from press.releases.policies import SignStep
from press.releases.services.common import content_of, taken
from press.releases.services.notices import tell_next
from press.releases.services.signoff import returned
from press.releases.states import State

LONGEST = timedelta(days=7)
LENGTH = 100


@transaction.atomic
def signing_link_order(
    *,
    actor: User,
    release_id: UUID,
    step: str,
    name: str,
    post: str,
    email: str,
    expires_at: datetime,
    unit: Unit | None = None,
) -> SigningLink:
    """Have an address sent by which somebody without an account signs one open step of exactly this text.

    Nobody who has an account gets one, which keeps out who wrote it, who signs elsewhere and who orders it.
    Raises NotAllowed, Invalid, IllegalTransition out of the sign-off, Conflict while another link for the step holds.
    """
    release = taken(actor, release_id)
    if release.state != State.IN_REVIEW:
        raise IllegalTransition
    wanted = _step(release, step, unit.pk if unit else None)
    require(policies.may_order_link(actor, release, wanted))
    if wanted is None:
        raise Invalid.field("step", _("This step is not open."), code="not_open")
    if not settings.MAIL_IS_SENT:
        raise Conflict(_("No mail server is set up: the link could not be sent."), code="no_mail")
    now = clock.now()
    if expires_at.tzinfo is None:
        raise Invalid.field("expires_at", _("The time needs its offset from UTC."), code="naive")
    if not now < expires_at <= now + LONGEST:
        raise Invalid.field("expires_at", _("A signing link holds for at most seven days."), code="range")
    link = SigningLink(
        release=release,
        round=release.round,
        content_sha256=release.content_sha256,
        step=wanted.step,
        unit=wanted.unit,
        name=checks.required("name", checks.line("name", name, LENGTH), LENGTH),
        post=checks.required("post", checks.line("post", post, LENGTH), LENGTH),
        email=_address(email),
        token_sha256=_digest(secrets.token_urlsafe(32)),  # of nobody's address: the real one is made when it is mailed
        created_by=actor,
        expires_at=expires_at,
    )
    if any(each.is_open for each in release.signing_links.filter(step=link.step, unit=link.unit)):
        raise Conflict(_("A link for this step has been sent. Revoke it first."), code="link_open")
    link.save(force_insert=True)
    record(actor=actor, action="press.signing_link.ordered", target=release, **_facts(link), expires_at=expires_at)
    _owe(link)
    return link


@transaction.atomic
def signing_link_resend(*, actor: User, release_id: UUID, link_id: UUID) -> SigningLink:
    """Send the link again, with a new address; the old one opens nothing any more."""
    release, link = _of(actor, release_id, link_id)
    link.token_sha256, link.mailed_at = _digest(secrets.token_urlsafe(32)), None
    link.save(update_fields=["token_sha256", "mailed_at"])
    record(actor=actor, action="press.signing_link.resent", target=release, **_facts(link))
    _owe(link)
    return link


@transaction.atomic
def signing_link_revoke(*, actor: User, release_id: UUID, link_id: UUID) -> SigningLink:
    """End a link that was not used."""
    release, link = _of(actor, release_id, link_id)
    link.revoked_at = clock.now()
    link.save(update_fields=["revoked_at"])
    record(actor=actor, action="press.signing_link.revoked", target=release, **_facts(link))
    return link


def signing_link_mail(*, link_id: UUID) -> bool:
    """Send the address of a link.  True when it was sent.

    The secret part is made here: it stands in the mail and nowhere else, and only its digest is kept.  Sent twice
    after a crash, the later address holds.  Raises Hopeless for a mail that cannot be written.
    """
    link = SigningLink.objects.select_related("release", "created_by").filter(pk=link_id).first()
    if link is None or link.mailed_at is not None or not link.is_open or not link.created_by.is_active:
        return False
    token = secrets.token_urlsafe(32)
    open_still = SigningLink.objects.filter(pk=link.pk, used_at=None, revoked_at=None, mailed_at=None)
    if not open_still.update(token_sha256=_digest(token)):
        return False
    _send(_invitation(link, token))
    open_still.filter(token_sha256=_digest(token)).update(mailed_at=clock.now())
    return True


def signing_link_mail_returned(*, link_id: UUID, name: str, comment: str) -> None:
    """Tell who signed by a link that `name` has returned the text since.  Raises Hopeless for a mail that cannot be
    written.  Sent twice after a crash, both bear one Message-ID."""
    link = SigningLink.objects.select_related("release").get(pk=link_id)
    with translation.override(link.release.language):
        subject = _("Returned: %(title)s") % {"title": link.release.title}
        said = _("%(name)s returned the text that you had signed. Your signature counts no longer.") % {"name": name}
        message = _message(link, subject, [str(said), link.release.title, comment], "returned")
    _send(message)


def signing_link_read(*, token: str) -> SigningLink:
    """The link of an address, with its release in all details.

    Raises NotVisible, alike for an address that never was, was used or revoked, is over, or whose text or step is no
    longer what waits.
    """
    link = SigningLink.objects.select_related("unit").filter(token_sha256=_digest(token)).first()
    if link is None:
        raise NotVisible
    link.release = selectors.with_details(Release.objects.all()).get(pk=link.release_id)
    _check_waits(link, link.release)
    return link


@transaction.atomic
def signing_link_open(*, token: str, address: str) -> SigningLink:
    """Somebody reads what a link leads to; each opening is evidence.  Signs nothing."""
    link = signing_link_read(token=token)
    SigningLink.objects.filter(pk=link.pk, opened_at=None).update(opened_at=clock.now())
    record(actor=None, action="press.signing_link.opened", target=link.release, **_facts(link), address=address)
    return link


@transaction.atomic
def signing_link_sign(*, token: str, address: str) -> SigningLink:
    """Sign by a link: its step, for exactly its text, once.  Raises NotVisible."""
    release, link = _used(token, SigningLink.Outcome.SIGNED)
    move(release, "sign", expected_version=None)
    Signature.objects.create(
        release=release,
        round=release.round,
        content_sha256=release.content_sha256,
        step=link.step,
        unit=link.unit,
        link=link,
    )
    tell_next(release)
    facts = {**_facts(link), "content_sha256": release.content_sha256, "address": address}
    record(actor=None, action="press.signing_link.signed", target=release, **facts)
    return link


@transaction.atomic
def signing_link_return(*, token: str, address: str, comment: str) -> SigningLink:
    """Return the text by a link, with a comment.  Raises NotVisible, Invalid without one."""
    comment = content.reason(comment, name="comment")
    release, link = _used(token, SigningLink.Outcome.RETURNED, comment=comment)
    facts = {**_facts(link), "comment": comment, "address": address}
    returned(release, by=None, name=link.name, comment=comment, version=None)
    record(actor=None, action="press.signing_link.returned", target=release, **facts)
    return link


def _used(token: str, outcome: str, comment: str = "") -> tuple[Release, SigningLink]:
    """Lock the release, then its link, and mark the link as used: of two at once the second finds it used."""
    release_id = SigningLink.objects.filter(token_sha256=_digest(token)).values_list("release", flat=True).first()
    if release_id is None:
        raise NotVisible
    release = Release.objects.select_for_update(no_key=True, of=("self",)).get(pk=release_id)
    link = SigningLink.objects.select_for_update(no_key=True, of=("self",)).filter(token_sha256=_digest(token)).first()
    if link is None:
        raise NotVisible
    link.release = release
    _check_waits(link, release)
    link.used_at, link.outcome, link.comment = clock.now(), outcome, comment
    link.save(update_fields=["used_at", "outcome", "comment"])
    return release, link


def _check_waits(link: SigningLink, release: Release) -> None:
    if not link.is_open or _step(release, link.step, link.unit_id) is None:
        raise NotVisible
    if content.digest(content_of(release)) != link.content_sha256:
        raise NotVisible


def _step(release: Release, step: str, unit_id: Any) -> SignStep | None:
    """The open step of this name; of several (a joint release) the one of the unit."""
    steps = [each for each in policies.open_steps(release) if each.step == step]
    if unit_id is None and len(steps) == 1:
        return steps[0]
    return next((each for each in steps if each.unit and each.unit.pk == unit_id), None)


def _of(actor: User, release_id: UUID, link_id: UUID) -> tuple[Release, SigningLink]:
    release = taken(actor, release_id)
    link = found(release.signing_links.select_for_update(no_key=True, of=("self",)), pk=link_id)
    link.release = release
    require(policies.may_order_link(actor, release, _step(release, link.step, link.unit_id)))
    if not link.is_open:
        raise IllegalTransition(_("This link is over."))
    return release, link


def _address(email: str) -> str:
    email = checks.line("email", email, 254)
    try:
        validate_email(email)
    except ValidationError as error:
        raise Invalid.field("email", _("This is not an e-mail address."), code="email") from error
    if User.objects.filter(email__iexact=email).exists():
        detail = _("This is the address of an account: that person signs in and signs there.")
        raise Invalid.field("email", detail, code="account")
    return email


def _owe(link: SigningLink) -> None:
    outbox("press.mail_signing_link", key=f"signing-link:{link.pk}:{clock.now().isoformat()}", link_id=link.pk)


def _facts(link: SigningLink) -> dict[str, Any]:
    return {"link": link.pk, "step": link.step, "name": link.name, "post": link.post, "email": link.email}


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _invitation(link: SigningLink, token: str) -> EmailMessage:
    until = f"{link.expires_at.astimezone(clock.HANOI):%d/%m/%Y %H:%M}"
    with translation.override(link.release.language):
        subject = _("To be signed: %(title)s") % {"title": link.release.title}
        parts = [
            str(_("You are asked to read a text and to sign or return it.")),
            link.release.title,
            f"{settings.SITE_URL.rstrip('/')}{reverse('press:signing', args=[token])}",
            str(_("The address is for you alone, holds once and until %(until)s (Hanoi time).") % {"until": until}),
        ]
        return _message(link, subject, parts, secrets.token_hex(4))


def _message(link: SigningLink, subject: Any, parts: list[str], about: str) -> EmailMessage:
    """Plain text, in the language of the text that is signed."""
    return EmailMessage(
        subject=" ".join(str(subject).split())[:300],
        body="\n\n".join([f"{link.name}, {link.post}", *parts]) + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[link.email],
        headers={"Message-ID": f"<{link.pk}.{about}@{urlsplit(settings.SITE_URL).hostname}>"},
    )


def _send(message: EmailMessage) -> None:
    try:
        message.message()
    except ValueError as error:
        raise Hopeless("this mail cannot be written") from error
    message.send()
