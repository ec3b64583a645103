from django.db import migrations, models


class Migration(migrations.Migration):
    """A correction follows also where the answer to a delivery was lost."""

    dependencies = [("press", "0006_one_deputy")]

    operations = [
        migrations.AddField("delivery", "unanswered", models.BooleanField(default=False)),
    ]
