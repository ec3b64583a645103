"""English pages keep the dates of the office (day first) with English numbers."""

from comms.core.formats.vi.formats import *  # noqa: F403  (the same dates, on purpose)

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
