from django.db import migrations, models

import comms.core.fields
from press.mandates.single_voice import single_voice_again


class Migration(migrations.Migration):
    """Post, phone and official e-mail of a spokesperson, as the law has them published."""

    dependencies = [("press", "0008_speaking_in_full")]

    operations = [
        single_voice_again(),
        migrations.AddField("mandate", "post", comms.core.fields.Line(blank=True, default="", max_length=200)),
        migrations.AddField("mandate", "phone", comms.core.fields.Line(blank=True, default="", max_length=40)),
        migrations.AddField("mandate", "email", models.EmailField(blank=True, default="", max_length=254)),
        single_voice_again(),
    ]
