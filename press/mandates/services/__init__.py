"""Every write of this room.

Locks: the agency (while a mandate is recorded or amended); what stands under the mandate (while it is ended: the rooms
above take it on `mandate_ending`); the mandate; clocks; the audit chain.
"""

from press.mandates.services.amending import mandate_amend
from press.mandates.services.ending import mandate_revoke, mandates_warn
from press.mandates.services.mandates import mandate_publish, mandate_record

__all__ = ["mandate_amend", "mandate_publish", "mandate_record", "mandate_revoke", "mandates_warn"]
