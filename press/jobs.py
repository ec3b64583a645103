"""Importing this registers the effects of every package of the app."""

from press.distribution import jobs as _distribution
from press.releases import jobs as _releases

__all__ = ["_distribution", "_releases"]
