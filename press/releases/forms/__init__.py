"""Forms of the pages of releases, by topic."""

from press.releases.forms.attachments import AttachForm, DescribeForm
from press.releases.forms.editing import ShareForm
from press.releases.forms.filters import ReleaseFilters
from press.releases.forms.steps import (
    ApproveForm,
    CorrectForm,
    IssueUrgentForm,
    ReviewForm,
    ScheduleForm,
    WithdrawForm,
)
from press.releases.forms.verification import VerifyFileForm
from press.releases.forms.writing import ReleaseForm, TranslateForm, initial_of

__all__ = [
    "ApproveForm",
    "AttachForm",
    "CorrectForm",
    "DescribeForm",
    "IssueUrgentForm",
    "ReleaseFilters",
    "ReleaseForm",
    "ReviewForm",
    "ScheduleForm",
    "ShareForm",
    "TranslateForm",
    "VerifyFileForm",
    "WithdrawForm",
    "initial_of",
]
