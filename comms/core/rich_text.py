"""Rich text: Markdown in the database, a short list of harmless tags on the page and in print.

`to_html` is used wherever text is shown; what it returns has passed the allow-list below, so a page may mark it safe.
Nothing in it can load, style or run anything: no pictures, styles, classes, spans of cells, scripts or raw HTML.
"""

import re
from html import escape
from typing import Any

import nh3
from markdown_it import MarkdownIt

from comms.core.text import nfc

_TEXT = ["p", "br", "strong", "em", "a", "blockquote", "h2", "h3"]
_LISTS_AND_TABLES = ["ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"]
TAGS = frozenset(_TEXT + _LISTS_AND_TABLES)
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
SCHEMES = ("https://", "mailto:")

# The title of the page or document is its h1, so headings in the text begin one below.
_HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3"}

DEEPEST = 6
LONGEST_RUN = 6
# An escaped character and an address in angle brackets are passed over as a whole.
_DELIMITERS = re.compile(r"\\.|<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\s]*>|[\[\]]|\*+|_+", re.DOTALL)
# What begins a quote or a list, one after the other at the beginning of a line.
_MARKERS = re.compile(r"^(?:[ \t]*(?:>|[-+*](?=[ \t])|[0-9]{1,9}[.)](?=[ \t])))+", re.MULTILINE)
_MARKER = re.compile(r">|[-+*]|[.)]")
NESTED = 8


def to_html(markdown: str) -> str:
    """Markdown → sanitised HTML in NFC.  Addresses other than https and mailto stay plain text; so does raw HTML."""
    return clean(_markdown.render(tamed(nfc(markdown))))


def tamed(markdown: str) -> str:
    """The same text with backslashes before what only costs the parser time: 60,000 open brackets took it seconds.

    Escaped are brackets without their other half, which are text in any case; and what nobody writes who means it:
    brackets nested deeper than `DEEPEST`, runs of more than `LONGEST_RUN` stars or underscores.  So are quotes and
    lists begun more than `NESTED` deep on one line: beyond some depth the parser leaves out what stands in them.
    """
    open_at: list[int] = []
    escaped: set[int] = set()
    for found in _DELIMITERS.finditer(markdown):
        start, end, first = found.start(), found.end(), found[0][0]
        if first == "[":
            open_at.append(start)
        elif first == "]":
            if not open_at:
                escaped.add(start)
            elif len(open_at) > DEEPEST:
                escaped.update((open_at.pop(), start))
            else:
                open_at.pop()
        elif first in "*_" and end - start > LONGEST_RUN:
            escaped.update(range(start, end))
    escaped.update(open_at)
    for markers in _MARKERS.finditer(markdown):
        escaped.update([each.start() for each in _MARKER.finditer(markdown, *markers.span())][NESTED:])
    return "".join(f"\\{char}" if index in escaped else char for index, char in enumerate(markdown))


def clean(html: str) -> str:
    """Keep only what the allow-list permits.  Doing it twice changes nothing."""
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        link_rel=None,
        clean_content_tags={"script", "style"},
        url_schemes={"https", "mailto"},
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if (tag, name) == ("a", "href"):
        return value if value.lower().startswith(SCHEMES) else None
    if (tag, name) == ("ol", "start"):
        return value if value.isascii() and value.isdigit() and len(value) <= 4 else None
    return None


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 60}).enable("table")
    # An indented or fenced block is an accident in prose; a rule has no meaning in these documents.
    parser.disable(["code", "fence", "backticks", "hr"])
    parser.validateLink = _is_permitted  # type: ignore[method-assign]  # the library's own hook for this
    for token in ("heading_open", "heading_close"):
        parser.add_render_rule(token, _heading)
    parser.add_render_rule("image", _image_text)
    return parser


def _is_permitted(url: str) -> bool:
    return url.lower().startswith(SCHEMES)


def _heading(renderer: Any, tokens: Any, index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    token.tag = _HEADINGS.get(token.tag, token.tag)
    return str(renderer.renderToken(tokens, index, options, env))


def _image_text(renderer: Any, tokens: Any, index: int, options: Any, env: Any) -> str:
    """A picture is replaced by its alternative text."""
    return escape(renderer.renderInlineAsText(tokens[index].children or [], options, env))


_markdown = _parser()
