import comms.core.clock
import comms.core.fields
import django.db.models.deletion
import press.releases.books
import uuid
from django.conf import settings
from django.db import migrations, models

from comms.core.append_only import append_only


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('org', '0001_initial'),
        ('tasks', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='NumberBook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agency', models.CharField(max_length=30)),
                ('code', models.CharField(max_length=20)),
                ('template', comms.core.fields.Line(max_length=60, validators=[press.releases.books.check_template])),
                ('illustrative', models.JSONField(blank=True, default=list)),
            ],
            options={
                'db_table': 'press_number_book',
                'ordering': ['agency', 'code'],
                'constraints': [models.UniqueConstraint(fields=('agency', 'code'), name='press_number_book_once'), models.UniqueConstraint(fields=('agency', 'template'), name='press_number_book_symbol_once')],
            },
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(default=comms.core.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=comms.core.clock.now, editable=False)),
                ('kind', models.CharField(choices=[('press_release', 'press release'), ('press_information', 'press information'), ('invitation', 'invitation to the press'), ('response', 'response to the press'), ('erratum', 'erratum')], default='press_release', max_length=20, verbose_name='kind')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('in_review', 'in sign-off'), ('approved', 'approved'), ('scheduled', 'scheduled'), ('issued', 'issued'), ('corrected', 'corrected by an erratum'), ('withdrawn', 'withdrawn'), ('void', 'void')], default='draft', max_length=10)),
                ('title', comms.core.fields.Line(max_length=300, verbose_name='title')),
                ('abstract', comms.core.fields.Line(blank=True, max_length=500, verbose_name='abstract')),
                ('body', comms.core.fields.Text(blank=True, verbose_name='text')),
                ('signer_post', comms.core.fields.Text(blank=True, verbose_name='post of the signer')),
                ('signer_name', comms.core.fields.Line(blank=True, max_length=50, verbose_name='name of the signer')),
                ('recipients', models.JSONField(blank=True, default=list, verbose_name='recipients')),
                ('contact', models.JSONField(blank=True, default=dict, verbose_name='press contact')),
                ('language', models.CharField(choices=[('vi', 'Tiếng Việt'), ('en', 'English')], default='vi', max_length=2, verbose_name='language')),
                ('embargo_until', models.DateTimeField(blank=True, null=True, verbose_name='embargo until')),
                ('scheduled_for', models.DateTimeField(blank=True, null=True, verbose_name='not to be issued before')),
                ('content_sha256', models.CharField(max_length=64)),
                ('round', models.PositiveIntegerField(default=1)),
                ('approved_sha256', models.CharField(blank=True, max_length=64)),
                ('urgent_reason', comms.core.fields.Text(blank=True)),
                ('correction_note', comms.core.fields.Text(blank=True)),
                ('correction_major', models.BooleanField(default=False)),
                ('number', models.PositiveIntegerField(blank=True, null=True)),
                ('symbol', comms.core.fields.Line(blank=True, max_length=60)),
                ('issued_at', models.DateTimeField(blank=True, null=True)),
                ('verify_code', models.CharField(blank=True, max_length=24, null=True, unique=True)),
                ('document_sha256', models.CharField(blank=True, max_length=64)),
                ('end_reason', comms.core.fields.Text(blank=True)),
                ('illustrative', models.JSONField(blank=True, default=list)),
                ('folded', comms.core.fields.FoldedField(default='', editable=False, sources=('title', 'abstract', 'symbol', 'body'))),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('corrects', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='errata', to='press.release')),
                ('desk_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ('scheduled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'press_release',
                'ordering': ['-created_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ReleaseTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='task_rows', to='press.release')),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='release_rows', to='tasks.task')),
            ],
            options={
                'db_table': 'press_release_task',
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='release',
            name='tasks',
            field=models.ManyToManyField(related_name='releases', through='press.ReleaseTask', to='tasks.task'),
        ),
        migrations.CreateModel(
            name='ReleaseUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unit_rows', to='press.release')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
            options={
                'db_table': 'press_release_unit',
                'ordering': ['position'],
            },
        ),
        migrations.AddField(
            model_name='release',
            name='units',
            field=models.ManyToManyField(related_name='+', through='press.ReleaseUnit', to='org.unit'),
        ),
        migrations.CreateModel(
            name='ReleaseVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('content_sha256', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField(default=comms.core.clock.now)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='press.release')),
            ],
            options={
                'db_table': 'press_release_version',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveIntegerField()),
                ('content_sha256', models.CharField(max_length=64)),
                ('step', models.CharField(choices=[('legal_checker', 'legal check'), ('unit_head', 'head of the responsible unit'), ('spokesperson', 'approval by the spokesperson'), ('urgent_review', 'review after the urgent issue')], max_length=20)),
                ('signed_at', models.DateTimeField(default=comms.core.clock.now)),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='press.release')),
                ('signer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
            options={
                'db_table': 'press_signature',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='KindLayout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('press_release', 'press release'), ('press_information', 'press information'), ('invitation', 'invitation to the press'), ('response', 'response to the press'), ('erratum', 'erratum')], max_length=20, unique=True)),
                ('agency', models.CharField(default='BTP', max_length=30)),
                ('place', comms.core.fields.Line(default='Hà Nội', max_length=60)),
                ('title_line', comms.core.fields.Line(max_length=120)),
                ('title_line_en', comms.core.fields.Line(blank=True, max_length=120)),
                ('layout', models.CharField(choices=[('numbered', 'Thông cáo (administrative document)'), ('bulletin', 'bulletin without number')], max_length=10)),
                ('illustrative', models.JSONField(blank=True, default=list)),
                ('book', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='kinds', to='press.numberbook')),
            ],
            options={
                'db_table': 'press_kind_layout',
                'ordering': ['kind'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['press_release', 'press_information', 'invitation', 'response', 'erratum'])), name='press_kind_layout_kind'), models.CheckConstraint(condition=models.Q(('book', None), models.Q(('kind', 'press_information'), _negated=True), _connector='OR'), name='press_information_is_never_numbered'), models.CheckConstraint(condition=models.Q(models.Q(('book__isnull', False), ('layout', 'numbered')), models.Q(('book', None), ('layout', 'bulletin')), _connector='OR'), name='press_kind_layout_fits_book')],
            },
        ),
        migrations.CreateModel(
            name='NumberCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('last', models.PositiveIntegerField(default=0)),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counters', to='press.numberbook')),
            ],
            options={
                'db_table': 'press_number_counter',
                'constraints': [models.UniqueConstraint(fields=('book', 'year'), name='press_number_counter_once')],
            },
        ),
        migrations.CreateModel(
            name='NumberEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agency', models.CharField(max_length=30)),
                ('symbol', comms.core.fields.Line(max_length=60)),
                ('year', models.PositiveSmallIntegerField()),
                ('number', models.PositiveIntegerField()),
                ('taken_at', models.DateTimeField(default=comms.core.clock.now)),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('void_reason', comms.core.fields.Text(blank=True)),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='press.numberbook')),
                ('voided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('release', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='number_entry', to='press.release')),
            ],
            options={
                'db_table': 'press_number_entry',
                'ordering': ['year', 'number'],
                'constraints': [models.UniqueConstraint(fields=('agency', 'symbol', 'year', 'number'), name='press_number_once'), models.CheckConstraint(condition=models.Q(models.Q(('void_reason', ''), ('voided_at', None), ('voided_by', None)), models.Q(('voided_at__isnull', False), ('voided_by__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='press_number_void_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('pdf', 'PDF')], default='pdf', max_length=10)),
                ('sha256', models.CharField(db_index=True, max_length=64)),
                ('size', models.PositiveIntegerField()),
                ('content', models.BinaryField()),
                ('created_at', models.DateTimeField(default=comms.core.clock.now)),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='press.release')),
            ],
            options={
                'db_table': 'press_document',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('release', 'kind'), name='press_document_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='releasetask',
            constraint=models.UniqueConstraint(fields=('release', 'task'), name='press_release_task_once'),
        ),
        migrations.AddConstraint(
            model_name='releaseunit',
            constraint=models.UniqueConstraint(fields=('release', 'unit'), name='press_release_unit_once'),
        ),
        migrations.AddConstraint(
            model_name='releaseunit',
            constraint=models.UniqueConstraint(fields=('release', 'position'), name='press_release_unit_place'),
        ),
        migrations.AddIndex(
            model_name='release',
            index=models.Index(fields=['state', '-issued_at'], name='press_release_state_issued'),
        ),
        migrations.AddIndex(
            model_name='release',
            index=models.Index(condition=models.Q(('state', 'scheduled')), fields=['scheduled_for'], name='press_release_due'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'in_review', 'approved', 'scheduled', 'issued', 'corrected', 'withdrawn', 'void'])), name='press_release_state'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['press_release', 'press_information', 'invitation', 'response', 'erratum'])), name='press_release_kind'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('approved', 'scheduled', 'issued', 'corrected', 'withdrawn')), _negated=True), ('approved_sha256', models.F('content_sha256')), _connector='OR'), name='press_release_approved_text_stands'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('issued', 'corrected', 'withdrawn')), _negated=True), models.Q(('issued_at__isnull', False), ('verify_code__isnull', False)), _connector='OR'), name='press_release_issued_is_dated'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'scheduled'), _negated=True), models.Q(('scheduled_by__isnull', False), ('scheduled_for__isnull', False)), _connector='OR'), name='press_release_scheduled_has_time'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('corrects__isnull', False), ('kind', 'erratum')), models.Q(models.Q(('kind', 'erratum'), _negated=True), ('corrects__isnull', True)), _connector='OR'), name='press_release_erratum_names_original'),
        ),
        migrations.AddConstraint(
            model_name='releaseversion',
            constraint=models.UniqueConstraint(fields=('release', 'number'), name='press_release_version_once'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(fields=('release', 'round', 'signer'), name='press_signature_signer_once'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(condition=models.Q(('unit', None)), fields=('release', 'round', 'step'), name='press_signature_step_once'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(fields=('release', 'round', 'step', 'unit'), name='press_signature_unit_once'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(('step__in', ['legal_checker', 'unit_head', 'spokesperson', 'urgent_review'])), name='press_signature_step'),
        ),
        append_only("press_release_version", "press_signature", "press_document"),
    ]
