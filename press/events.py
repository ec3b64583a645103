"""What this app announces, in the transaction of the change.  Receivers lock their rows before they record."""

from django.dispatch import Signal

# sender: Release; `release`, and `actor`, who issued it (of a scheduled release: who scheduled it).
release_issued = Signal()

# sender: Mandate; `mandate_id`: a mandate is about to be ended.  Receivers lock, in the order of their keys, what
# stands under it and is not spoken yet: those rows come before the mandate in the order of locks.
mandate_ending = Signal()

# sender: Mandate; `mandate` (locked, with its new end) and `actor`: what it no longer covers is stopped.
mandate_ended = Signal()

# sender: Statement; `statement` and `actor`.
statement_given = Signal()

# sender: Release; `releases`, and `actor`: issued releases that one act voided or withdrew (a release with its language
# versions) and that stand no longer.  Told at once, so that a receiver locks for all of them before it records.
release_revoked = Signal()

# sender: Release; `release`: the bytes of its document were stored, once and for good.
document_stored = Signal()

# sender: PressConference; `conference` and `actor`: it was held, from `held_at` on.
conference_held = Signal()

# sender: PressConference; `conference` and `actor`: it will not be held.
conference_cancelled = Signal()

# sender: Journalist; `journalist`: taken out on request.  Rooms above let go of what they copied of the person.
journalist_forgotten = Signal()
