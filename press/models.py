"""Every table of this app; the definitions stand in its packages."""

from press.distribution.models import (
    CopyAccess,
    Delivery,
    DeliveryCopy,
    DistributionList,
    Employment,
    Journalist,
    ListMember,
    MediaOutlet,
)
from press.releases.books import KindLayout, NumberBook, NumberCounter, NumberEntry
from press.releases.models import (
    Document,
    EditLock,
    KindStep,
    PreviewLink,
    Release,
    ReleaseAttachment,
    ReleaseTask,
    ReleaseUnit,
    ReleaseVersion,
    Signature,
    SigningAbsence,
    SigningLink,
)
from press.speaking.models import Mandate, Statement, StatementVersion, StatementWriter

__all__ = [
    "CopyAccess",
    "Delivery",
    "DeliveryCopy",
    "DistributionList",
    "Document",
    "EditLock",
    "Employment",
    "Journalist",
    "KindLayout",
    "KindStep",
    "ListMember",
    "Mandate",
    "MediaOutlet",
    "NumberBook",
    "NumberCounter",
    "NumberEntry",
    "PreviewLink",
    "Release",
    "ReleaseAttachment",
    "ReleaseTask",
    "ReleaseUnit",
    "ReleaseVersion",
    "Signature",
    "SigningAbsence",
    "SigningLink",
    "Statement",
    "StatementVersion",
    "StatementWriter",
]
