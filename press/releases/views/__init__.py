"""Pages of releases, by topic."""

from press.releases.views.absences import AbsencePage, absence_revoke
from press.releases.views.attachments import AttachFile, DescribeFile, detach_file
from press.releases.views.books import BookCreate, BookEdit, BookList, KindEdit, RegisterFile, RegisterPage
from press.releases.views.calendar import ReleaseCalendar
from press.releases.views.changes import ReleaseChanges
from press.releases.views.documents import document_pdf, preview_pdf
from press.releases.views.editing import (
    ReleaseShare,
    SharedDraft,
    edit_lock,
    preview_unsaved,
    revoke_link,
    shared_pdf,
)
from press.releases.views.lists import ReleaseList
from press.releases.views.page import ReleasePage
from press.releases.views.signing import SigningPage, signing_pdf
from press.releases.views.signoff import SignoffPage, signing_link_verb
from press.releases.views.steps import StepsPage
from press.releases.views.verification import VerifyPage
from press.releases.views.writing import ReleaseCreate, ReleaseEdit

__all__ = [
    "AbsencePage",
    "AttachFile",
    "BookCreate",
    "BookEdit",
    "BookList",
    "DescribeFile",
    "KindEdit",
    "RegisterFile",
    "RegisterPage",
    "ReleaseCalendar",
    "ReleaseChanges",
    "ReleaseCreate",
    "ReleaseEdit",
    "ReleaseList",
    "ReleasePage",
    "ReleaseShare",
    "SharedDraft",
    "SigningPage",
    "SignoffPage",
    "StepsPage",
    "VerifyPage",
    "absence_revoke",
    "detach_file",
    "document_pdf",
    "edit_lock",
    "preview_pdf",
    "preview_unsaved",
    "revoke_link",
    "shared_pdf",
    "signing_link_verb",
    "signing_pdf",
]
