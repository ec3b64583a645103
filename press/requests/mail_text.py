"""A pasted e-mail read into fields that a person then confirms.

The text is what a mail client shows (Vietnamese or English heads, forwarded and quoted parts) or the raw message
(RFC 5322 with encoded words and encoded parts).  It comes from outside: nothing of it is trusted, nothing is fetched,
and whatever it is, nothing is raised.  What cannot be read for certain stays empty.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_string
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr
from html import unescape

import nh3
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from comms.core.text import fold, nfc
from press.requests.mail_moments import instant_in

LONGEST = 200_000
"""Characters of a text that are read; the rest is left."""
LONGEST_QUESTIONS = 20_000
_LONGEST_SUBJECT = 300
_LONGEST_NAME = 100
_LONGEST_HEAD = 30
"""Lines among which the heads of a mail client are looked for."""
_MOST_PARTS = 100
_MOST_NESTED = 50

# A head as the clients write it, without marks: which of our fields it is.
_NAMES = {
    "from": "from|tu|nguoi gui|gui tu|sender",
    "sent": "date|sent|ngay|ngay gui|da gui|thoi gian|vao luc|gui luc|thoi gian gui",
    "subject": "subject|chu de|tieu de|v/v|ve viec",
    "other": "to|toi|den|nguoi nhan|gui den|cc|bcc|reply-to|tra loi toi|tra loi cho|importance|attachments|dinh kem|"
    "tep dinh kem|dong gui|do quan trong",
}
_HEADS = {name: field for field, names in _NAMES.items() for name in names.split("|")}
_HEAD = re.compile(r"\s*\*{0,2}([^\W\d_][^:\n]{0,30}?)\*{0,2}\s?[:：]\*{0,2}\s*(.*)")
_RAW_HEAD = re.compile(r"[!-9;-~]{1,60}:(?:\s|$)")
_ONLY_RAW = re.compile(
    r"^(?:Received|Return-Path|Message-ID|MIME-Version|Content-Type|Content-Transfer-Encoding|DKIM-Signature):",
    re.IGNORECASE | re.MULTILINE,
)
_NESTING = re.compile(r"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
_FORWARDED = re.compile(
    r"-{2,}\s*(?:forwarded message|thu (?:da )?(?:duoc )?chuyen tiep|tin nhan (?:da )?chuyen tiep)\s*-{2,}"
    r"|begin forwarded message:?|bat dau thu (?:duoc )?chuyen tiep:?|thu duoc chuyen tiep:?"
)
_QUOTED = re.compile(r"-{2,}\s*(?:original message|thu goc|tin nhan goc)\s*-{2,}|_{10,}")
_WROTE = re.compile(r"(?:on|vao|le)\b.{5,200}(?:wrote|da viet|viet)\s?:")
_PREFIX = re.compile(r"\s*(?:re|fw|fwd|tl|ct|tra loi|chuyen tiep|phan hoi)\s*(?:\[\d+\])?\s*[:：]\s*")
_FORWARD_PREFIX = re.compile(r"\s*(?:fw|fwd|ct|chuyen tiep)\s*[:：]")
_BRACKETED = re.compile(r"(.*?)[<\[](?:mailto:)?\s*([^\s<>\[\]]+@[^\s<>\[\]]+?)\s*[>\]]")
_BARE = re.compile(r"[^\s<>\[\]()\"',;:]+@[^\s<>\[\]()\"',;:]+")
# Ends of lines in what is left of HTML.
_LINE_ENDS = re.compile(r"<br[^>]*>|</?(?:p|div|tr|li|h[1-6]|blockquote)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_BLOCKS = {"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"}
_ENGLISH = {"the", "and", "of", "to", "is", "are", "you", "please", "would", "dear", "for", "what", "when"}


_RAW_HEADS = {"from": "From", "sent": "Date", "subject": "Subject"}


@dataclass(frozen=True)
class Proposal:
    """What a mail seems to say.  `sent_at` is None where the date is missing, in doubt or not yet come."""

    subject: str = ""
    questions: str = ""
    sender_name: str = ""
    sender_address: str = ""
    sent_at: datetime | None = None
    language: str = "vi"


def read_mail(text: str) -> Proposal:
    """The fields that a pasted mail proposes.  Never raises."""
    text = re.sub(r"\AFrom \S[^\n]*\n", "", _clean(text[:LONGEST]))  # the line above each mail of a mailbox file
    heads, body = _raw(text) or ({}, text)
    if _is_html(body):
        body = _text_of_html(body)
    inner_heads, body = _shown(body)
    heads |= inner_heads
    name, address = _sender(heads.get("from", ""))
    body = body[:LONGEST_QUESTIONS].strip()
    return Proposal(
        subject=_subject(heads.get("subject", "")),
        questions=body,
        sender_name=name,
        sender_address=address,
        sent_at=instant_in(heads.get("sent", "")),
        language=_language(body),
    )


def _clean(text: str) -> str:
    """One kind of line end; nothing that cannot be stored or shown."""
    text = nfc(text).replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    return "".join(
        char
        for char in text
        if char in "\n\t" or not (char < " " or "\x7f" <= char < "\xa0" or "\ud800" <= char <= "\udfff")
    ).strip()


# --- the raw message ---------------------------------------------------------------------------------


def _raw(text: str) -> tuple[dict[str, str], str] | None:
    """Heads and words of a raw message; None where the text is none, or is built to hurt."""
    head, _blank, _rest = text.partition("\n\n")
    if not _RAW_HEAD.match(head) or not _ONLY_RAW.search(head) or len(_NESTING.findall(text)) > _MOST_NESTED:
        return None
    try:
        message = message_from_string(text)
        heads = {ours: _decoded(message, theirs) for ours, theirs in _RAW_HEADS.items() if message.get(theirs)}
        return heads, _words(message)
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError, MessageError):
        return None


def _decoded(message: Message, name: str) -> str:
    """A head with its encoded words read, on one line."""
    parts = []
    for value, charset in decode_header(str(message.get(name, ""))[:2000]):
        # Beside encoded words the library hands out the others so written.
        parts.append(value if isinstance(value, str) else _as_text(value, charset or "raw-unicode-escape"))
    return " ".join(_clean("".join(parts)).split())


def _as_text(data: bytes, charset: str | None) -> str:
    try:
        return data.decode(charset or "utf-8", "replace")
    except (LookupError, ValueError):
        return data.decode("utf-8", "replace")


def _words(message: Message) -> str:
    """The plain text of a message, or the words of its HTML; attachments are left."""
    found: dict[str, str] = {}
    for number, part in enumerate(message.walk()):
        if number > _MOST_PARTS:
            break
        kind = part.get_content_type()
        attached = (part.get_content_disposition() or "") == "attachment"
        if kind in {"text/plain", "text/html"} and not attached and kind not in found:
            found[kind] = _payload(part)
    return found.get("text/plain", "").strip() or _text_of_html(found.get("text/html", ""))


def _payload(part: Message) -> str:
    """What was pasted is text already: only an encoded part has bytes to be read by its charset."""
    if str(part.get("Content-Transfer-Encoding", "")).strip().lower() in {"base64", "quoted-printable"}:
        data = part.get_payload(decode=True)
        if isinstance(data, bytes):
            return _clean(_as_text(data, part.get_content_charset()))
    shown = part.get_payload()
    return shown if isinstance(shown, str) else ""


def _is_html(text: str) -> bool:
    start = text[:2000].lower()
    return start.startswith(("<!doctype html", "<html")) or (start.startswith("<") and "</" in text)


def _text_of_html(markup: str) -> str:
    kept = nh3.clean(
        markup, tags=_BLOCKS, attributes={}, clean_content_tags={"script", "style", "title"}, strip_comments=True
    )
    lines = unescape(_TAG.sub("", _LINE_ENDS.sub("\n", kept))).split("\n")
    return re.sub(r"\n{3,}", "\n\n", _clean("\n".join(" ".join(line.split()) for line in lines)))


# --- the text as a client shows it -------------------------------------------------------------------


def _shown(text: str) -> tuple[dict[str, str], str]:
    """Heads and own words of a text.  Of a forwarded mail those of who wrote it first: the press, not the colleague."""
    heads, lines = _head_of(text.split("\n"))
    if not heads and _BRACKETED.fullmatch(lines[0][:1000].strip()):
        heads, lines = {"from": lines[0]}, lines[1:]
    subject = fold(heads.get("subject", ""))
    for number, line in enumerate(lines):
        bare = fold(line)
        forwarded = _FORWARDED.fullmatch(bare)
        if forwarded or (_QUOTED.fullmatch(bare) and _FORWARD_PREFIX.match(subject)):
            inner, rest = _head_of(_unquoted(lines[number + 1 :]))
            if inner:
                return heads | inner, _own_words(rest)
    return heads, _own_words(lines)


def _head_of(lines: list[str]) -> tuple[dict[str, str], list[str]]:
    """The heads on top of some lines, and the lines below; at least two heads make a block."""
    heads: dict[str, str] = {}
    seen, below, last = 0, 0, ""
    for number, line in enumerate(lines[:_LONGEST_HEAD]):
        if not line.strip():
            if seen:
                break
            continue
        named = _named(line)
        if named is not None:
            last, value = named
            heads.setdefault(last, value)
            seen, below = seen + 1, number + 1
        elif seen and line.startswith((" ", "\t")) and last:
            heads[last] = f"{heads[last]} {line.strip()}"
            below = number + 1
        elif seen:
            break
        else:
            return {}, lines
    if seen < 2:
        return {}, lines
    heads.pop("other", None)
    return heads, lines[below:]


def _named(line: str) -> tuple[str, str] | None:
    found = _HEAD.fullmatch(line[:2000])
    field = _HEADS.get(fold(found[1])) if found else None
    return (field, found[2].strip()) if found and field else None


def _unquoted(lines: list[str]) -> list[str]:
    """A forwarded mail whose every line is marked with >, without the marks."""
    told = [line for line in lines if line.strip()]
    if told and all(line.startswith(">") for line in told[:3]):
        return [re.sub(r"^> ?", "", line) for line in lines]
    return lines


def _own_words(lines: list[str]) -> str:
    """What the sender wrote: without quoted lines, what stood before in the exchange, and the signature."""
    return "\n".join(_until_the_quote(lines)).strip()


def _until_the_quote(lines: list[str]) -> Iterator[str]:
    """An answer that stands below the words that it quotes is kept."""
    said, passed = False, -1
    for number, line in enumerate(lines):
        bare = fold(line[:400])
        if line.rstrip() == "--" or _QUOTED.fullmatch(bare) or _FORWARDED.fullmatch(bare):
            return
        # Some clients break the sentence "On … X wrote:" in two.
        both = f"{bare} {fold(lines[number + 1][:400])}" if number + 1 < len(lines) else bare
        if _WROTE.fullmatch(bare) or _WROTE.fullmatch(both):
            if said:
                return
            passed = number if _WROTE.fullmatch(bare) else number + 1
        if number > passed and not line.startswith(">"):
            said = said or bool(bare)
            yield line.rstrip()


# --- single fields -----------------------------------------------------------------------------------


def _sender(value: str) -> tuple[str, str]:
    """(name, address) of a head; the address is empty unless it is one."""
    value = " ".join(value.split())[:1000]
    bracketed, bare = _BRACKETED.match(value), _BARE.search(value)
    if bracketed:
        name, address = bracketed[1], bracketed[2]
    elif bare:
        name, address = value.replace(bare[0], " "), bare[0]
    else:
        name, address = parseaddr(value)[0] or value, ""
    try:
        validate_email(address)
    except ValidationError:
        address = ""
    name = " ".join(re.sub(r"[<>\[\]()\"“”]", " ", name).split()).strip("' ,;-")
    return name[:_LONGEST_NAME].strip(), address


def _subject(value: str) -> str:
    """Without the prefixes of answering and forwarding."""
    value = " ".join(value.split())
    while (colon := re.match(r"[^:：]{0,20}[:：]", value)) and _PREFIX.fullmatch(fold(colon[0])):
        value = value[colon.end() :].strip()
    return value[:_LONGEST_SUBJECT].strip()


def _language(text: str) -> str:
    """Vietnamese by its marks; English where there are none and the small words are English."""
    letters = [char for char in text[:5000] if char.isalpha()]
    marked = sum(1 for char in letters if not char.isascii())
    if not letters or marked * 50 >= len(letters):
        return "vi"
    return "en" if len(_ENGLISH & set(fold(text[:5000]).split())) >= 2 else "vi"
