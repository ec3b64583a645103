"""Steps 3 and 5: a release from draft to a numbered PDF."""

from collections.abc import Generator, Sequence
from typing import Any

from comms.core.errors import NotAllowed
from comms.org.models import User
from comms.outbox.services import drain
from comms.sample.scheme import source_data
from press.releases.models import Release
from press.releases.services import release_approve, release_create, release_issue, release_sign, release_submit
from press.releases.states import State
from tasks.models import Task

TITLE = (
    "Ban hành Kế hoạch vận hành thử nghiệm và khai trương Cổng Thông tin điện tử phổ biến, giáo dục pháp luật quốc gia"
)
SIGNER = {"signer_post": "TL. BỘ TRƯỞNG\nCHÁNH VĂN PHÒNG", "signer_name": "Nguyễn Văn A"}
RECIPIENTS = ["Các cơ quan báo chí", "Cổng Thông tin điện tử Bộ Tư pháp", "Lưu: VT, VP"]
CONTACT = {
    "name": "Nguyễn Thị D",
    "post": "Văn phòng Bộ Tư pháp",
    "phone": "0000 000 000",
    "email": "baochi@example.vn",
}
ILLUSTRATIVE = ["signer_post", "signer_name", "recipients", "contact"]


def issue_release(people: dict[str, User], task: Task) -> Generator[str, None, Release]:
    """The release of task 6, from the facts of the plan's public notice."""
    body = "\n\n".join(source_data()["press_sample"]["facts_vi"])
    return (yield from issue(people, title=TITLE, body=body, tasks=[task]))


def issue(people: dict[str, User], **text: Any) -> Generator[str, None, Release]:
    """Take a release from nothing, or from where it stands, to its stored PDF.  `text`: as `approve` takes it."""
    release = yield from approve(people, **text)
    if release.state == State.APPROVED:
        release = release_issue(actor=people["spokesperson"], release_id=release.pk, version=release.version)
        numbered = f"it takes number {release.symbol}" if release.symbol else "a kind without a number"
        yield f"spokesperson issues it: {numbered}"
    if not release.document_sha256:
        drain()
        release.refresh_from_db()
        yield f"its PDF is rendered and stored, SHA-256 {release.document_sha256}"
    return release


def send_for_sign_off(
    people: dict[str, User],
    *,
    title: str,
    body: str,
    tasks: Sequence[Task] = (),
    invented: Sequence[str] = (),
    **fields: Any,
) -> Generator[str, None, Release]:
    """Take a release from nothing into its sign-off; one that is further stays there.  `invented`: what of the text is
    no public fact, besides signer, recipients and contact."""
    release = Release.objects.filter(title=title).first() or release_create(
        actor=people["press_officer"],
        title=title,
        body=body,
        tasks=tasks,
        recipients=RECIPIENTS,
        contact=CONTACT,
        illustrative=[*invented, *ILLUSTRATIVE],
        **SIGNER,
        **fields,
    )
    if release.state == State.DRAFT:
        release = release_submit(actor=people["press_officer"], release_id=release.pk, version=release.version)
        yield "press_officer drafts a release and sends it for sign-off"
    return release


def approve(people: dict[str, User], *, tasks: Sequence[Task] = (), **text: Any) -> Generator[str, None, Release]:
    """Take a release from nothing, or from where it stands, to its approval."""
    release = yield from send_for_sign_off(people, tasks=tasks, **text)
    if release.state == State.IN_REVIEW:
        signed = set(release.signatures.values_list("signer__username", flat=True))
        # The head of the responsible unit comes first; the head of the office signs for the own unit, or after the law.
        for username in ("unit_head", "legal_checker", "verifier") if tasks else ("verifier", "legal_checker"):
            if username not in signed:
                release = release_sign(actor=people[username], release_id=release.pk, version=release.version)
                yield f"{username} signs its text"
        try:
            release_approve(actor=people["press_officer"], release_id=release.pk, version=release.version)
        except NotAllowed as refusal:
            yield f"press_officer, the author, may not approve: {refusal.detail}"
        release = release_approve(actor=people["spokesperson"], release_id=release.pk, version=release.version)
        yield "spokesperson approves it"
    return release
