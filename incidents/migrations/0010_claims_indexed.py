"""Claims that were reported before there was an index become findable.  May be run again."""

from itertools import islice

from django.db import migrations

from incidents.matching import pairs_of, read

BATCH = 500


def index(apps, schema_editor):
    ClaimPair = apps.get_model("incidents", "ClaimPair")
    claims = apps.get_model("incidents", "Claim").objects
    waiting = claims.filter(pairs=None).order_by("pk").values_list("pk", "text").iterator(chunk_size=BATCH)
    while batch := list(islice(waiting, BATCH)):
        rows = [ClaimPair(claim_id=pk, pair=pair) for pk, text in batch for pair in pairs_of(read(text))]
        ClaimPair.objects.bulk_create(rows, batch_size=2_000, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0009_waiver_as_signed")]

    operations = [migrations.RunPython(index, migrations.RunPython.noop)]
