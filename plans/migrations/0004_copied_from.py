import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plans", "0003_append_only")]

    operations = [
        migrations.AddField(
            "plan",
            "copied_from",
            models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="copies",
                to="plans.plan",
            ),
        )
    ]
