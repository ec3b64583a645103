"""Importing this registers the effects of every package of the app."""

from press.conferences import jobs as _conferences
from press.distribution import jobs as _distribution
from press.mandates import jobs as _mandates
from press.messages import jobs as _messages
from press.releases import jobs as _releases
from press.requests import jobs as _requests
from press.speaking import jobs as _speaking

__all__ = ["_conferences", "_distribution", "_mandates", "_messages", "_releases", "_requests", "_speaking"]
