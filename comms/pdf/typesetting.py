"""Small rules of setting Vietnamese administrative text."""

import re

from django.utils.html import escape, strip_tags

_END_TAGS = re.compile(r"(?:\s|</[a-z0-9]+>|<br\s*/?>)*$")
_BLOCKS = ("</p>", "</li>", "</h2>", "</h3>", "</blockquote>")
_ORDERED = re.compile(r"<(/?)ol\b([^>]*)>")


def balanced_lines(text: str, width: int) -> list[str]:
    """Break a centred text into as few lines as `width` characters allow, of lengths as equal as its words permit.

    A line break in the text is kept.  A word longer than `width` stands on its own line.
    """
    lines: list[str] = []
    for part in text.splitlines():
        words = part.split()
        if not words:
            continue
        narrowest = width
        count = len(_filled(words, width))
        while narrowest > 1 and len(_filled(words, narrowest - 1)) == count:
            narrowest -= 1
        lines += _filled(words, narrowest)
    return lines


def _filled(words: list[str], width: int) -> list[str]:
    lines = [words[0]]
    for word in words[1:]:
        if len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines


def begun_with(html: str, dateline: str) -> str:
    """Put the place from which the text is dated before its first paragraph: «Hà Nội – Ngày 05/9 …».

    A text that does not begin with a paragraph gets one for it.
    """
    if not dateline:
        return html
    rest = html.lstrip()
    if rest.startswith("<p>"):
        return f"<p>{escape(dateline)} – {rest[3:]}"
    return f"<p>{escape(dateline)} –</p>\n{html}"


def paragraphs(text: str) -> str:
    """Plain text as paragraphs, one a line; escaped."""
    return "".join(f"<p>{escape(line.strip())}</p>" for line in text.splitlines() if line.strip())


def closed_with(html: str, mark: str) -> str:
    """Put the closing mark after the last sentence: «… ngày 22/11» → «… ngày 22/11./.»; once, whatever stands there.

    After a table it stands in a paragraph of its own.
    """
    tail = _END_TAGS.search(html)
    start = tail.start() if tail else len(html)
    text, ends = html[:start].rstrip(), html[start:]
    if not text or strip_tags(text + ends).rstrip().endswith(mark):
        return html
    if "</table>" in ends:
        return f"{html.rstrip()}\n<p>{mark}</p>"
    text = text.rstrip(";:,")
    addition = mark.removeprefix(".") if text.endswith(".") else mark
    at = min((ends.find(block) for block in _BLOCKS if block in ends), default=len(ends))
    return f"{text}{ends[:at]}{addition}{ends[at:]}"


def with_list_levels(html: str) -> str:
    """Give each ordered list its level: clauses are 1., 2., …; points, the lowest level, are a), b), c), d), đ).

    A list is one of clauses when it holds another ordered list.  Takes sanitised HTML.
    """
    opened: list[int] = []
    holds: dict[int, bool] = {}
    for match in _ORDERED.finditer(html):
        if match[1]:
            if opened:
                opened.pop()
        else:
            if opened:
                holds[opened[-1]] = True
            opened.append(match.start())
            holds[match.start()] = False

    def level(match: re.Match[str]) -> str:
        if match[1]:
            return match[0]
        return f'<ol class="{"clauses" if holds[match.start()] else "points"}"{match[2]}>'

    return _ORDERED.sub(level, html)
