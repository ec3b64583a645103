import comms.core.clock
import comms.core.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from comms.core.append_only import append_only


class Migration(migrations.Migration):
    """What once refuted a claim, and who wrote a refutation."""

    dependencies = [
        ('incidents', '0006_corrections_in_rounds'),
        ('press', '0011_asker_searched_apart'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='refutation',
            name='folded',
            field=comms.core.fields.FoldedField(default='', editable=False, sources=('title', 'public_text')),
        ),
        migrations.AddField(
            model_name='refutation',
            name='notice_received_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name='ClaimAnswer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('named_at', models.DateTimeField(default=comms.core.clock.now)),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='incidents.claim')),
                ('named_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('refutation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='incidents.refutation')),
                ('release', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='press.release')),
                ('statement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='press.statement')),
            ],
            options={
                'db_table': 'incidents_claim_answer',
                'ordering': ['named_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('refutation', None), ('release__isnull', False), ('statement', None)), models.Q(('refutation', None), ('release', None), ('statement__isnull', False)), models.Q(('refutation__isnull', False), ('release', None), ('statement', None)), _connector='OR'), name='incidents_claim_answer_is_one')],
            },
        ),
        migrations.CreateModel(
            name='RefutationWriter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wrote_at', models.DateTimeField(default=comms.core.clock.now)),
                ('refutation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='writers', to='incidents.refutation')),
                ('writer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'incidents_refutation_writer',
                'ordering': ['wrote_at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('refutation', 'writer'), name='incidents_refutation_writer_once')],
            },
        ),
        append_only("incidents_claim_answer"),
    ]
