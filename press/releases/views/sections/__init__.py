"""The page of one release, section by section.

Each module has `context(user, release, *, in_file)`: what its part of the template (`press/release/<name>.html`) shows.
`in_file`: the person may read versions, signatures and remarks.
"""

from press.releases.views.sections import after_issue, document, editing, signoff, text

SECTIONS = (after_issue, signoff, document, text, editing)

__all__ = ["SECTIONS"]
