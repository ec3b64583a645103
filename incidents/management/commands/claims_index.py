"""`manage.py claims_index`: write the index anew by which earlier claims are found."""

from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand

from incidents.models import Claim
from incidents.services.matching import claims_index_again

# Claims of one transaction: matching goes on meanwhile, with the old rows or the new ones.
BATCH = 500


class Command(BaseCommand):
    help = "Write the index of claims anew, after an update that reads their texts in another way."

    def handle(self, *args: Any, **options: Any) -> None:
        ids = Claim.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH)
        done = 0
        while batch := list(islice(ids, BATCH)):
            done += claims_index_again(batch)
        self.stdout.write(f"{done} claims indexed")
