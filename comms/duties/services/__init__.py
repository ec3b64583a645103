"""Every write of this room.

Locks: what meets a duty (release, statement, conference, report) → the ministry, which everybody holds who writes a
duty → the duties → the audit chain.  What other rooms announce is owed through the outbox and done in a
transaction of its own, since they may already hold the chain.
"""

from comms.duties.services.generating import duties_backfill, duties_generate
from comms.duties.services.meeting import duty_meet, duty_reopen, duty_unlink, duty_waive
from comms.duties.services.reminding import duties_remind
from comms.duties.services.reports import report_begin, report_submit, report_update
from comms.duties.services.told import conference_links_itself, release_meets_no_more

__all__ = [
    "conference_links_itself",
    "duties_backfill",
    "duties_generate",
    "duties_remind",
    "duty_meet",
    "duty_reopen",
    "duty_unlink",
    "duty_waive",
    "release_meets_no_more",
    "report_begin",
    "report_submit",
    "report_update",
]
