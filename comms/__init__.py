"""Comms: communications of a ministry — plans, press, incidents."""

from comms.celery import app as celery_app

__all__ = ["celery_app"]
