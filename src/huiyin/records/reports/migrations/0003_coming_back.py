"""Answers owed once more, calls to reporters, reports attached to their original or answered at once, and known rows."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """See the module."""

    dependencies = [
        ("registry", "0001_initial"),
        ("reports", "0002_counted_by_area"),
    ]

    operations = [
        migrations.CreateModel(
            name="CallBack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(help_text="the day of the call")),
                ("at", models.DateTimeField(help_text="when it was entered")),
                ("actor", models.CharField(max_length=64)),
                (
                    "satisfaction",
                    models.CharField(
                        choices=[
                            ("satisfied", "满意"),
                            ("basically", "基本满意"),
                            ("dissatisfied", "不满意"),
                            ("not-reached", "未联系上"),
                        ],
                        max_length=12,
                    ),
                ),
                ("solved", models.BooleanField(help_text="null: not said", null=True)),
                ("note", models.TextField(blank=True, help_text="what the reporter said")),
            ],
        ),
        migrations.CreateModel(
            name="KnownRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "position",
                    models.PositiveIntegerField(help_text="row number as the sender's program shows it"),
                ),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="disposal",
            name="disposal_has_its_proof",
        ),
        migrations.RemoveConstraint(
            model_name="report",
            name="report_fate_known",
        ),
        migrations.AddField(
            model_name="disposal",
            name="original",
            field=models.ForeignKey(
                help_text="the report to which it was attached",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attached",
                to="reports.report",
            ),
        ),
        migrations.AddField(
            model_name="interimanswer",
            name="final",
            field=models.BooleanField(
                db_default=False, help_text="it was the final answer until the matter came back"
            ),
        ),
        migrations.AddField(
            model_name="reply",
            name="again_after",
            field=models.CharField(
                blank=True,
                choices=[("dispatched", "再次派单"), ("callback", "反映人不满意")],
                db_default="",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="reply",
            name="again_on",
            field=models.DateField(help_text="the day from which its re-handling counts", null=True),
        ),
        migrations.AlterField(
            model_name="disposal",
            name="kind",
            field=models.CharField(
                choices=[
                    ("transferred", "已移送"),
                    ("declined", "不予受理"),
                    ("withdrawn", "已撤回"),
                    ("attached", "已归到原诉件"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="reply",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "办理中"),
                    ("owed", "待回复"),
                    ("sent", "已回复"),
                    ("unreachable", "无法联系"),
                    ("released", "无需回复"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="report",
            name="fate",
            field=models.CharField(
                choices=[
                    ("pending", "待处理"),
                    ("linked", "已关联问题"),
                    ("transferred", "已移送"),
                    ("declined", "不予受理"),
                    ("withdrawn", "已撤回"),
                    ("attached", "已归到原诉件"),
                    ("answered", "已直接答复"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="disposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("kind", "transferred")),
                        models.Q(("body", ""), _negated=True),
                        models.Q(("receipt", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("kind", "declined")),
                        models.Q(("ground", ""), _negated=True),
                        models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                    ),
                    ("kind", "withdrawn"),
                    models.Q(
                        models.Q(("kind", "attached"), ("original__isnull", False)),
                        models.Q(("original", models.F("report")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="disposal_has_its_proof",
            ),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("again_after", ""), ("again_on__isnull", True)),
                    models.Q(("again_after__in", ["dispatched", "callback"]), ("again_on__isnull", False)),
                    _connector="OR",
                ),
                name="reply_again_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "fate__in",
                        ["pending", "linked", "transferred", "declined", "withdrawn", "attached", "answered"],
                    )
                ),
                name="report_fate_known",
            ),
        ),
        migrations.AddField(
            model_name="callback",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="call_backs", to="reports.report"
            ),
        ),
        migrations.AddField(
            model_name="knownrow",
            name="batch",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="known_rows",
                to="reports.importbatch",
            ),
        ),
        migrations.AddField(
            model_name="knownrow",
            name="landed",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="reports.landedrow",
            ),
        ),
        migrations.AddConstraint(
            model_name="callback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("satisfaction", "not-reached"), _negated=True),
                    ("solved__isnull", True),
                    _connector="OR",
                ),
                name="call_back_unreached_says_nothing",
            ),
        ),
        migrations.AddIndex(
            model_name="knownrow",
            index=models.Index(fields=["batch", "position", "id"], name="known_by_batch"),
        ),
    ]
