"""A report can wait for its place where nothing that it says tells it."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q

REASONS = [
    ("reading", "待人工判读"),
    ("place", "地点待核"),
    ("unplaced", "地点不明，待查明"),
    ("outside", "疑非本单位职责，待分流"),
    ("withdrawal", "撤单待确认"),
    ("inquiry", "咨询建议待答复"),
    ("follow-up", "承办反馈待归并"),
    ("unlinked", "关联已解除，待重新判定"),
]
RULE = "report_pending_has_reason_owner_due"


class Migration(migrations.Migration):
    """See the module."""

    dependencies = [("reports", "0007_latest_with_a_key")]

    operations = [
        migrations.AlterField(
            "report", "pending_reason", models.CharField(blank=True, choices=REASONS, max_length=12)
        ),
        migrations.RemoveConstraint("report", RULE),
        migrations.AddConstraint(
            "report",
            models.CheckConstraint(
                condition=Q(
                    Q(
                        fate="pending",
                        pending_reason__in=[code for code, _ in REASONS],
                        pending_owner__isnull=False,
                        pending_due__isnull=False,
                    )
                    | Q(
                        ~Q(fate="pending"),
                        pending_reason="",
                        pending_owner__isnull=True,
                        pending_due__isnull=True,
                    )
                ),
                name=RULE,
            ),
        ),
    ]
