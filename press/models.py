"""Every table of this app; the definitions stand in its packages."""

from press.conferences.models import (
    Accreditation,
    ConferenceQuestion,
    MinutesVersion,
    MinutesWriter,
    PressConference,
)
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
from press.mandates.models import Mandate
from press.messages.models import MessageLine
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
from press.requests.models import AnswerVersion, HandOff, PressRequest, Promise, RefusalGround, RequestUnit
from press.speaking.models import Statement, StatementVersion, StatementWriter

__all__ = [
    "Accreditation",
    "AnswerVersion",
    "ConferenceQuestion",
    "CopyAccess",
    "Delivery",
    "DeliveryCopy",
    "DistributionList",
    "Document",
    "EditLock",
    "Employment",
    "HandOff",
    "Journalist",
    "KindLayout",
    "KindStep",
    "ListMember",
    "Mandate",
    "MediaOutlet",
    "MessageLine",
    "MinutesVersion",
    "MinutesWriter",
    "NumberBook",
    "NumberCounter",
    "NumberEntry",
    "PressConference",
    "PressRequest",
    "PreviewLink",
    "Promise",
    "RefusalGround",
    "Release",
    "ReleaseAttachment",
    "ReleaseTask",
    "ReleaseUnit",
    "ReleaseVersion",
    "RequestUnit",
    "Signature",
    "SigningAbsence",
    "SigningLink",
    "Statement",
    "StatementVersion",
    "StatementWriter",
]
