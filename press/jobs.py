"""Importing this registers the effects of every package of the app."""

from press.releases import jobs as _releases

__all__ = ["_releases"]
