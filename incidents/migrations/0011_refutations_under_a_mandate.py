import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The mandate under which a refutation was approved.  What was published before it was kept has none."""

    dependencies = [("incidents", "0010_claims_indexed"), ("press", "0011_asker_searched_apart")]

    operations = [
        migrations.AddField(
            model_name="refutation",
            name="mandate",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="press.mandate",
            ),
        ),
        migrations.AddConstraint(
            model_name="refutation",
            constraint=models.CheckConstraint(
                condition=~models.Q(state="approved") | models.Q(mandate__isnull=False),
                name="incidents_refutation_approved_under_mandate",
            ),
        ),
    ]
