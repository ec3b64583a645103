from django.db import migrations

from press.releases.one_deputy import one_deputy


class Migration(migrations.Migration):
    """One absence of a signer at a time."""

    # `btree_gist` has been there since 0003.
    dependencies = [("press", "0005_signing_steps")]

    operations = [one_deputy()]
