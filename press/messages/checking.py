"""Does a draft say what the ministry no longer says, or the contrary of what it says?

Words alone are compared, so a warning may be wrong and its absence proves nothing: a warning explains itself and never
blocks.  Whoever approves says that the warnings were read.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comms.core.errors import Invalid
from comms.core.text import fold
from press.messages.models import MessageLine
from press.messages.states import LineState
from press.messages.wording import (
    Sentence,
    as_written,
    denied_once,
    other_figures,
    phrase_in,
    sentences,
    shared_figures,
    similar,
)

# The newest of each kind; older ones are not compared, so that the cost of a check has a bound.
LINES_COMPARED = 500
WARNINGS_SHOWN = 20


class WarningKind(models.TextChoices):
    AVOIDED = "avoided", _("words to avoid")
    CONTRADICTS = "contradicts", _("contradicts a line in force")
    LAPSED = "lapsed", _("uses a lapsed line")
    SAID = "said", _("differs from what was said")


@dataclass(frozen=True)
class Earlier:
    """Words that were said before on the same topic; `when` is the day."""

    subject_type: str
    subject_id: UUID
    title: str
    url: str
    when: date | None
    text: str


@dataclass(frozen=True)
class DraftWarning:
    """One sentence of a draft against one line (or earlier words).

    `words`: what both have, as the draft writes it; `here`, `there`: what differs, as written;
    `ended`: how the line ended, in words.
    """

    kind: WarningKind
    sentence: str
    against: str
    words: tuple[str, ...]
    subject_type: str
    subject_id: UUID
    title: str
    url: str
    here: str = ""
    there: str = ""
    ended: str = field(default="", compare=False)

    @property
    def text(self) -> str:
        """The explanation that the person reads."""
        facts = {
            "title": self.title,
            "words": ", ".join(self.words),
            "here": self.here,
            "there": self.there,
            "ended": self.ended,
        }
        if self.kind == WarningKind.AVOIDED:
            return gettext("The line “%(title)s” asks to avoid the words “%(words)s”.") % facts
        if self.kind == WarningKind.LAPSED:
            return gettext("The line “%(title)s” said this, and is no longer to be used: %(ended)s.") % facts
        if self.kind == WarningKind.SAID and self.here:
            return gettext("Said earlier in “%(title)s”: %(there)s; the draft says %(here)s.") % facts
        if self.kind == WarningKind.SAID:
            return gettext("Earlier words in “%(title)s” say the contrary: one of the two denies “%(words)s”.") % facts
        if self.here:
            return gettext("The line “%(title)s” says %(there)s; the draft says %(here)s.") % facts
        return gettext("The line “%(title)s” says the contrary: one of the two denies “%(words)s”.") % facts


def warnings_for(
    text: str, topic: str, on_day: date, *, reader: Any, earlier: Iterable[Earlier] = ()
) -> list[DraftWarning]:
    """What somebody who is to approve `text`, to be said on `topic` on `on_day` (Hanoi), should read first.

    Compared are the message lines that `reader` sees (the LINES_COMPARED newest in force, and as many ended ones) and
    `earlier`, which the caller has read through visibility.  At most WARNINGS_SHOWN, one for a sentence and a line.
    """
    if not text.strip():
        return []
    seen = MessageLine.objects.visible_to(reader)
    valid = list(seen.in_force_on(on_day).order_by("-valid_from", "id")[:LINES_COMPARED])
    ended = list(seen.lapsed_on(on_day).order_by("-valid_from", "id")[:LINES_COMPARED])
    found = _found(sentences(text), _topic(topic), valid, ended, list(earlier), on_day)
    return [warning for warning, _n in zip(found, range(WARNINGS_SHOWN), strict=False)]


def require_read(warnings: Sequence[DraftWarning], read: bool) -> None:
    """Raises Invalid for `warnings_read` where there are warnings and nobody says that they were read."""
    if warnings and not read:
        detail = gettext("There are warnings about these words. Read them, and say so.")
        raise Invalid.field("warnings_read", detail, code="warnings_open")


def as_evidence(warnings: Iterable[DraftWarning]) -> list[dict[str, str]]:
    """What an audit row keeps of the warnings that were read: which, not the words of an internal line."""
    return [{"kind": str(warning.kind.value), "subject": str(warning.subject_id)} for warning in warnings]


def _found(
    draft: Sequence[Sentence],
    topic: frozenset[str],
    valid: Sequence[MessageLine],
    ended: Sequence[MessageLine],
    earlier: Sequence[Earlier],
    on_day: date,
) -> Iterator[DraftWarning]:
    for line in valid:
        for sentence in draft:
            warning = _avoided(sentence, line) or _contradicts(sentence, line, topic)
            if warning is not None:
                yield warning
    current = [known for line in valid for known in _words_of(line)]
    for line in ended:
        for sentence in draft:
            warning = _lapsed(sentence, line, topic, current, on_day)
            if warning is not None:
                yield warning
    for said in earlier:
        for sentence in draft:
            warning = _said(sentence, said)
            if warning is not None:
                yield warning


def _avoided(sentence: Sentence, line: MessageLine) -> DraftWarning | None:
    for phrase in line.avoid:
        if words := phrase_in(str(phrase), sentence.text):
            return _warning(WarningKind.AVOIDED, sentence, line, str(phrase), (words,))
    return None


def _contradicts(sentence: Sentence, line: MessageLine, topic: frozenset[str]) -> DraftWarning | None:
    """Nothing where the line says the very same elsewhere."""
    same_topic = _is_topic(topic, line.topic)
    found = None
    for known in _words_of(line):
        if shared := similar(sentence, known, same_topic=same_topic):
            differs = _differs(sentence, known)
            if differs is None:
                return None
            words, here, there = differs
            found = found or _warning(
                WarningKind.CONTRADICTS, sentence, line, known.text, words or as_written(sentence, shared), here, there
            )
    return found


def _lapsed(
    sentence: Sentence, line: MessageLine, topic: frozenset[str], current: Sequence[Sentence], on_day: date
) -> DraftWarning | None:
    """The same words or figures as an ended line, unless a line in force says so too."""
    same_topic = _is_topic(topic, line.topic)
    for known in _words_of(line):
        shared = similar(sentence, known, same_topic=same_topic)
        figures = () if shared else _same_figures(sentence, known, same_topic)
        if not (shared and _differs(sentence, known) is None) and not figures:
            continue
        still = any(similar(sentence, valid) and _differs(sentence, valid) is None for valid in current)
        if not still:
            words = tuple(figures) or as_written(sentence, shared)
            return _warning(WarningKind.LAPSED, sentence, line, known.text, words, ended=ended_words(line, on_day))
    return None


def _same_figures(sentence: Sentence, known: Sentence, same_topic: bool) -> tuple[str, ...]:
    """A figure of an ended line in a sentence about the same thing, though in other words."""
    shared = len(sentence.words & known.words)
    if shared < 2 or shared / min(len(sentence.words), len(known.words)) < (0.4 if same_topic else 0.5):
        return ()
    if denied_once(sentence, known):
        return ()
    return tuple(shared_figures(sentence, known))


def _said(sentence: Sentence, said: Earlier) -> DraftWarning | None:
    found = None
    for known in sentences(said.text):
        if shared := similar(sentence, known):
            differs = _differs(sentence, known)
            if differs is None:
                return None
            words, here, there = differs
            found = found or DraftWarning(
                WarningKind.SAID,
                sentence.text,
                known.text,
                words or as_written(sentence, shared),
                said.subject_type,
                said.subject_id,
                said.title,
                said.url,
                here,
                there,
            )
    return found


def _differs(one: Sentence, other: Sentence) -> tuple[tuple[str, ...], str, str] | None:
    """(what one of the two denies, the figures here, the figures there); None where the two agree."""
    if figures := other_figures(one, other):
        return (), *figures
    if denied := denied_once(one, other):
        return as_written(one, denied, following=1), "", ""
    return None


def ended_words(line: MessageLine, on_day: date) -> str:
    """How a line ended, as a part of a sentence."""
    if line.state == LineState.WITHDRAWN:
        return gettext("withdrawn, because %(reason)s") % {"reason": line.withdraw_reason.rstrip(".")}
    return gettext("lapsed on %(day)s") % {"day": f"{line.valid_to:%d/%m/%Y}"}


def _words_of(line: MessageLine) -> Iterator[Sentence]:
    yield from sentences(line.text)
    for row in line.qa:
        yield from sentences(str(row.get("answer", "")))


def _topic(topic: str) -> frozenset[str]:
    return frozenset(fold(topic).split())


def _is_topic(topic: frozenset[str], other: str) -> bool:
    words = _topic(other)
    return bool(topic and words) and len(topic & words) >= 0.6 * min(len(topic), len(words))


def _warning(
    kind: WarningKind,
    sentence: Sentence,
    line: MessageLine,
    against: str,
    words: tuple[str, ...],
    here: str = "",
    there: str = "",
    ended: str = "",
) -> DraftWarning:
    return DraftWarning(
        kind,
        sentence.text,
        against,
        words,
        "press.messageline",
        line.pk,
        line.topic,
        line.get_absolute_url(),
        here,
        there,
        ended,
    )
