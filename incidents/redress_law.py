"""What the law says about corrections in the press, in words and by the day.

Figures of days stand in the rules of deadlines, or here with their article.  What is not known is said to be so.
"""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from comms.core.clock import HANOI
from comms.deadlines.selectors import hanoi_date
from incidents.models import CorrectionRound
from incidents.states import CorrectionGround, Medium
from incidents.states.redress import REGIMES, regime_on

# Luật Báo chí 103/2016/QH13, điểm a khoản 5 Điều 42: how long a correction stays online at least.
KEPT_ONLINE = timedelta(days=7)
FORMER, PRESENT = REGIMES


def default_ground(day: date) -> str:
    """The ground that is offered first for a letter of `day`."""
    regime = regime_on(day)
    return regime.grounds[0].value if regime else CorrectionGround.ND244_7_6.value


def time_to_correct(medium: str, day: date) -> str:
    """Within which time the outlet corrects what it, or a competent body, found to be wrong: information, no clock of
    the service, since it counts from that finding and not from the letter."""
    words = {
        Medium.ONLINE: _("An online outlet corrects at once, from its own finding or a competent conclusion."),
        Medium.DAILY: _("A daily paper corrects within 2 days of its own finding or a competent conclusion."),
        Medium.BROADCAST: _(
            "Radio and television correct within 2 days of their own finding or a competent conclusion."
        ),
        Medium.PERIODICAL: _("A weekly or magazine corrects in its next issue."),
    }[Medium(medium)]
    regime = regime_on(day)
    if regime is PRESENT and medium == Medium.PERIODICAL:
        words += " " + _("Where more than 30 days lie between its issues, it answers in writing within 2 days.")
    if regime is None:
        return words
    return _("%(rule)s (%(basis)s, the law of %(day)s)") % {
        "rule": words,
        "basis": regime.time_basis,
        "day": f"{day:%d/%m/%Y}",
    }


def kept_online(published_at: datetime) -> str:
    """How long an online correction stays, by the law of the day on which it appeared."""
    if regime_on(hanoi_date(published_at)) is PRESENT:
        return _(
            "How many days it has to stay online under Decree 237/2026, Article 19.3, is not known here: the "
            "text of the decree that was at hand is not legible there."
        )
    until = (published_at + KEPT_ONLINE).astimezone(HANOI)
    return _("It stays online until %(until)s at least: 7 days (Press Law 103/2016, Article 42.5).") % {
        "until": f"{until:%d/%m/%Y %H:%M}"
    }


def form_basis(row: CorrectionRound) -> str:
    """Under which article the form of the correction is judged."""
    regime = regime_on(hanoi_date(row.published_at or row.sent_at))
    return str(regime.form_basis) if regime else ""
