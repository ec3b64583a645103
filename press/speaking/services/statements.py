"""Drafting, approving, giving and correcting statements."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comms.audit.services import record
from comms.core import clock
from comms.core.columns import chosen, cleaned, field_names, refuse_future, required
from comms.core.decisions import require
from comms.core.errors import IllegalTransition, Invalid, NotAllowed
from comms.core.records import found, locked
from comms.core.states import change, move, require_version
from comms.org.models import User
from press.conferences.models import PressConference
from press.events import statement_given
from press.mandates.models import Mandate
from press.mandates.office import press_unit
from press.mandates.policies import within_mandate
from press.messages.checking import as_evidence, require_read
from press.releases.models import Release
from press.requests.models import PressRequest
from press.speaking import policies
from press.speaking.models import Statement, StatementVersion, StatementWriter
from press.speaking.selectors import warnings_of
from press.speaking.states import EDITABLE, StatementForm, StatementState

FIELDS = ("form", "topic", "text", "occasion", "outlet", "language", "spoken_at", "transcript", "own_initiative")
# What a statement may name, found through what the writer sees: name of the argument → field and model.
LINKS: dict[str, tuple[str, Any]] = {
    "release_id": ("release", Release),
    "press_request_id": ("press_request", PressRequest),
    "conference_id": ("conference", PressConference),
}
# What may still be added once the words were given: the record of them, not the words.
AFTERWARDS = {"transcript"}


@transaction.atomic
def statement_draft(
    *,
    actor: User,
    mandate_id: UUID,
    form: str,
    topic: str,
    text: str,
    occasion: str = "",
    outlet: str = "",
    language: str = "vi",
    spoken_at: datetime | None = None,
    transcript: str = "",
    own_initiative: bool = False,
    release_id: UUID | None = None,
    press_request_id: UUID | None = None,
    conference_id: UUID | None = None,
    illustrative: Sequence[str] = (),
) -> Statement:
    """Draft the exact words to be spoken under a mandate; `spoken_at` is when they are, or were, spoken.

    `own_initiative`: the agency gave the information unasked.  Raises NotAllowed, Invalid, NotVisible for a mandate,
    release, request or conference out of sight.
    """
    mandate = found(Mandate.objects.visible_to(actor).select_related("person", "unit"), pk=mandate_id)
    require(policies.may_draft(actor, mandate))
    fields = _statement_fields(
        {
            "form": form,
            "topic": topic,
            "text": text,
            "occasion": occasion,
            "outlet": outlet,
            "language": language,
            "spoken_at": spoken_at,
            "transcript": transcript,
            "own_initiative": own_initiative,
        }
    )
    statement = Statement.objects.create(
        mandate=mandate,
        unit=press_unit(actor, mandate),
        author=actor,
        **_links(
            actor,
            {"release_id": release_id, "press_request_id": press_request_id, "conference_id": conference_id},
        ),
        illustrative=field_names(Statement, illustrative),
        **fields,
    )
    StatementWriter.objects.create(statement=statement, writer=actor)
    record(
        actor=actor,
        action="press.statement.drafted",
        target=statement,
        mandate=mandate.pk,
        matter=mandate.on_matter,
        form=form,
    )
    return statement


@transaction.atomic
def statement_update(*, actor: User, statement_id: UUID, version: int, **changes: Any) -> Statement:
    """Edit words that are not yet given: any of FIELDS, `mandate_id`, and of LINKS.

    An edit takes an approval back, and who edits is the author of the new text.  Whoever wrote before stays a writer:
    none of them approves it.  Once the words were given, AFTERWARDS alone may be written, and changes neither.
    Raises NotAllowed, IllegalTransition once given, StaleVersion, Invalid.
    """
    statement = _locked_statement(actor, statement_id)
    require(policies.may_edit(actor, statement))
    require_version(statement, version)
    if statement.state not in EDITABLE and not set(changes) <= AFTERWARDS:
        raise IllegalTransition(_("What was said is corrected, not edited."))
    fields = _statement_fields({name: value for name, value in changes.items() if name in FIELDS})
    if "mandate_id" in changes:
        mandate = found(Mandate.objects.visible_to(actor).select_related("person", "unit"), pk=changes["mandate_id"])
        require(policies.may_draft(actor, mandate))
        fields["mandate"] = mandate
    fields |= _links(actor, changes)
    changed = sorted(name for name, value in fields.items() if getattr(statement, name) != value)
    if not changed:
        return statement
    if statement.state not in EDITABLE:
        change(statement, expected_version=version, **fields)
        record(actor=actor, action="press.statement.edited", target=statement, fields=changed)
        return statement
    change(
        statement,
        expected_version=version,
        state=StatementState.DRAFT,
        author=actor,
        approved_by=None,
        approved_at=None,
        stopped_reason="",
        **fields,
    )
    StatementWriter.objects.get_or_create(statement=statement, writer=actor)
    record(actor=actor, action="press.statement.edited", target=statement, fields=changed)
    return statement


@transaction.atomic
def statement_approve(*, actor: User, statement_id: UUID, version: int, warnings_read: bool = False) -> Statement:
    """The person who is to speak (or leadership) approves the words; never one who wrote them.

    Where the check of the words warns, `warnings_read` says that the approver has read why (Invalid `warnings_open`
    without it); which warnings those were is kept in the evidence.

    Raises NotAllowed, also when the mandate has ended, or ends before the words are to be spoken; IllegalTransition,
    StaleVersion.
    """
    statement = _locked_statement(actor, statement_id)
    # Held so that the mandate is not revoked between this check and the commit.
    statement.mandate = locked(Mandate.objects.select_related("person", "unit"), statement.mandate_id)
    require(policies.may_approve(actor, statement))
    require_version(statement, version)
    open_warnings = warnings_of(statement, actor) if statement.state == StatementState.DRAFT else []
    require_read(open_warnings, warnings_read)
    move(statement, "approve", expected_version=version, approved_by=actor, approved_at=clock.now(), stopped_reason="")
    facts = {"warnings_read": as_evidence(open_warnings)} if open_warnings else {}
    record(actor=actor, action="press.statement.approved", target=statement, **facts)
    return statement


@transaction.atomic
def statement_give(
    *,
    actor: User,
    statement_id: UUID,
    version: int,
    spoken_at: datetime | None = None,
    spoken_live: bool = False,
    text: str | None = None,
    transcript: str | None = None,
    own_initiative: bool | None = None,
) -> Statement:
    """Record that the words were spoken at `spoken_at` (aware; now when None, or the draft's own instant when live).

    An approved text is given as it was approved.  Words spoken live are registered from the draft afterwards with
    `spoken_live`; `text` then carries the exact words, if they differ from the draft.  `transcript` is what was heard
    word for word.  The mandate must hold at
    `spoken_at`: otherwise NotAllowed, code `outside_mandate`, whose reason names the mandate's validity.
    Also raises IllegalTransition (a draft that was not spoken live), StaleVersion, Invalid for a wrong instant.
    """
    statement = _locked_statement(actor, statement_id)
    # Held so that the mandate is not revoked between this check and the commit.
    statement.mandate = locked(Mandate.objects.select_related("person", "unit"), statement.mandate_id)
    at = spoken_at or (statement.spoken_at if spoken_live else None) or clock.now()
    require(policies.is_speaker(actor, statement))
    refuse_future("spoken_at", at)
    within = within_mandate(statement.mandate, at)
    if not within.allowed:
        raise NotAllowed(within.reason, code="outside_mandate")
    words: dict[str, Any] = {"spoken_at": at, "spoken_live": spoken_live, "given_at": clock.now()}
    if statement.state == StatementState.DRAFT and not spoken_live:
        require_version(statement, version)
        raise IllegalTransition(_("A draft is approved before it is given, unless the words were spoken live."))
    if text is not None and cleaned(Statement, "text", text) != statement.text:
        if not spoken_live or statement.state != StatementState.DRAFT:
            raise Invalid.field("text", _("An approved text is given as it was approved."), code="approved_text")
        words["text"] = required(Statement, "text", text)
    if transcript is not None:
        words["transcript"] = cleaned(Statement, "transcript", transcript)
    if own_initiative is not None:
        words["own_initiative"] = own_initiative
    if statement.approved_at is not None and not spoken_live and at < statement.approved_at:
        raise Invalid.field(
            "spoken_at",
            _("These words were approved only later; register them as spoken live."),
            code="before_approval",
        )
    move(statement, "give", expected_version=version, **words)
    StatementVersion.objects.create(statement=statement, number=1, text=statement.text, at=clock.now(), by=actor)
    statement_given.send(sender=Statement, statement=statement, actor=actor)
    record(
        actor=actor,
        action="press.statement.given",
        target=statement,
        mandate=statement.mandate_id,
        matter=statement.mandate.on_matter,
        spoken_at=at,
        spoken_live=spoken_live,
    )
    return statement


@transaction.atomic
def statement_correct(*, actor: User, statement_id: UUID, version: int, text: str, note: str) -> Statement:
    """Put right what was said: the new words with a note; the old words stay as a version.

    Raises NotAllowed, IllegalTransition before the words were given, StaleVersion, Invalid for the same words or no
    note.
    """
    statement = _locked_statement(actor, statement_id)
    require(policies.may_correct(actor, statement))
    words, note = required(Statement, "text", text), required(StatementVersion, "note", note)
    if words == statement.text:
        raise Invalid.field("text", _("The corrected words are the same as before."), code="unchanged")
    move(statement, "correct", expected_version=version, text=words)
    number = StatementVersion.objects.filter(statement=statement).count() + 1
    StatementVersion.objects.create(statement=statement, number=number, text=words, note=note, at=clock.now(), by=actor)
    record(actor=actor, action="press.statement.corrected", target=statement, number=number, note=note)
    return statement


def _locked_statement(actor: User, statement_id: UUID) -> Statement:
    statement = locked(Statement.objects.visible_to(actor), statement_id)
    statement.mandate = Mandate.objects.select_related("person", "unit").get(pk=statement.mandate_id)
    return statement


def _links(actor: User, values: Mapping[str, Any]) -> dict[str, Any]:
    """The objects that are named, by field; None where a link is taken off.  Raises NotVisible."""
    return {
        field: None if values[name] is None else found(model.objects.visible_to(actor), pk=values[name])
        for name, (field, model) in LINKS.items()
        if name in values
    }


def _statement_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as they will be stored.  Raises Invalid."""
    fields: dict[str, Any] = {}
    for name, value in values.items():
        match name:
            case "form":
                fields[name] = chosen(name, value, StatementForm)
            case "topic" | "text":
                fields[name] = required(Statement, name, value)
            case "occasion" | "outlet" | "transcript":
                fields[name] = cleaned(Statement, name, value)
            case "language":
                if value not in ("vi", "en"):
                    raise Invalid.field(name, _("The language is vi or en."), code="invalid_choice")
                fields[name] = value
            case _:
                fields[name] = value
    return fields
