"""Forms of the pages of releases, by topic."""

from press.releases.forms.attachments import AttachForm, DescribeForm
from press.releases.forms.editing import ShareForm
from press.releases.forms.filters import ReleaseFilters
from press.releases.forms.steps import CorrectForm, ReviewForm, ScheduleForm, WithdrawForm
from press.releases.forms.verification import VerifyFileForm
from press.releases.forms.writing import ReleaseForm, TranslateForm, initial_of

__all__ = [
    "AttachForm",
    "CorrectForm",
    "DescribeForm",
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
