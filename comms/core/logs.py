"""What a log never says."""

import logging
import re

# What `secrets.token_urlsafe(32)` makes, as one part of an address: a link for somebody without an account.
_SECRET = re.compile(r"(?<=/)[\w-]{43}(?=[/\s?]|$)")


class MaskSecrets(logging.Filter):
    """Takes the secret part out of addresses: Django logs the path of every refused request."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        masked = _SECRET.sub("…", message)
        if masked != message:
            record.msg, record.args = masked, ()
        return True
