from django.db import migrations, models


class Migration(migrations.Migration):
    """A waiver is signed as a whole, or not at all.  One from before hashes were kept has none of it."""

    dependencies = [("incidents", "0008_verdicts_of_before")]

    operations = [
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(waived_at=None, waiver_name="", waiver_post="", waiver_sha256="")
                | models.Q(waived_by__isnull=False, waived_at__isnull=False)
                & ~models.Q(waiver_name="")
                & ~models.Q(waiver_sha256=""),
                name="incidents_waiver_as_signed",
            ),
        ),
    ]
