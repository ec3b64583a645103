"""The Celery application.  Without CELERY_BROKER_URL nothing is sent to it: the outbox is drained by a command."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comms.settings")

app = Celery("comms")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(related_name="jobs")
