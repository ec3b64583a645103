"""Every write of this room.  Locks: the agency (while a mandate is recorded), the mandate, clocks, the audit chain."""

from press.mandates.services.mandates import mandate_publish, mandate_record, mandate_revoke

__all__ = ["mandate_publish", "mandate_record", "mandate_revoke"]
