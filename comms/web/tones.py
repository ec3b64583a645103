"""The colour family of each state.  Colour never stands alone: the badge always carries the word."""

_TONES = {
    "info": "accepted announced applying approved checking handed in_progress in_review judged reading ready scheduled "
    "submitted triaged",
    "good": "accredited answered applied confirmed delivered done given held issued met published refuted reviewed "
    "true valid verified",
    "warn": "blocked contained corrected due_soon misleading partly pending promised requested returned",
    "bad": "active bounced breached failed false overdue parked refused rejected reported revoked withdrawn",
}
_BY_STATE = {state: tone for tone, states in _TONES.items() for state in states.split()}


def tone_of(state: str | None) -> str:
    """`info`, `good`, `warn`, `bad`, or nothing for what has not begun or is over."""
    return _BY_STATE.get(str(state or ""), "")
