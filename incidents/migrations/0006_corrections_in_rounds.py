import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import comms.core.fields

GROUNDS = [
    ("ND09-6.3C", "false information in the press (Decree 09/2017, Article 6.3.c)"),
    ("ND09-8.5", "words of the spokesperson misquoted (Decree 09/2017, Article 8.5)"),
    ("ND244-7.6", "false information in the press (Decree 244/2026, Article 7.6)"),
    ("ND244-9.3", "words of the spokesperson misquoted (Decree 244/2026, Article 9.3)"),
]


class Migration(migrations.Migration):
    """Who wrote a correction request, and under which law and mandate each of its letters went out.

    The two columns of a round have no default: nothing has written a round before this migration.
    """

    dependencies = [
        ("incidents", "0005_append_only_again"),
        ("press", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CorrectionWriter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="writers",
                        to="incidents.correctionrequest",
                    ),
                ),
                (
                    "writer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"db_table": "incidents_correction_writer", "ordering": ["id"]},
        ),
        migrations.AddConstraint(
            model_name="correctionwriter",
            constraint=models.UniqueConstraint(fields=("request", "writer"), name="incidents_correction_writer_once"),
        ),
        migrations.AddField(
            model_name="correctionrequest",
            name="letter",
            field=comms.core.fields.Text(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="correctionround",
            name="ground",
            field=models.CharField(choices=GROUNDS, max_length=12),
        ),
        migrations.AddField(
            model_name="correctionround",
            name="mandate",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="press.mandate"),
        ),
        migrations.AddConstraint(
            model_name="correctionrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "outcome__in",
                        [
                            "",
                            "corrected",
                            "apologised",
                            "carried",
                            "removed",
                            "refused",
                            "no_reply",
                            "court",
                            "dropped",
                        ],
                    )
                ),
                name="incidents_correction_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="correctionrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("escalated_to__in", ["", "governing_body", "press_authority", "court"])),
                name="incidents_correction_escalated_to",
            ),
        ),
        migrations.AddConstraint(
            model_name="correctionround",
            constraint=models.CheckConstraint(
                condition=models.Q(("no__gte", 1), ("no__lte", 3)), name="incidents_correction_rounds"
            ),
        ),
        migrations.AddConstraint(
            model_name="correctionround",
            constraint=models.CheckConstraint(
                condition=models.Q(("ground__in", [value for value, _label in GROUNDS])),
                name="incidents_correction_round_ground",
            ),
        ),
        migrations.AddConstraint(
            model_name="correctionround",
            constraint=models.CheckConstraint(
                condition=models.Q(("answered_at", None), ("answered_at__gte", models.F("sent_at")), _connector="OR"),
                name="incidents_correction_round_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="centrereport",
            constraint=models.CheckConstraint(
                condition=models.Q(("answered_at", None), ("answered_at__gte", models.F("sent_at")), _connector="OR"),
                name="incidents_centre_report_in_order",
            ),
        ),
    ]
