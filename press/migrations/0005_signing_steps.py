from django.db import migrations, models


class Migration(migrations.Migration):
    """A change of the settings applies to the rounds that begin after it: each keeps the steps it began with."""

    dependencies = [("press", "0004_releases_in_full")]

    operations = [
        migrations.AddField("release", "signing_steps", models.JSONField(blank=True, default=list)),
    ]
