"""A report that is withdrawn keeps the day on which its matter was done."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """See the module."""

    dependencies = [("reports", "0003_coming_back")]

    operations = [
        migrations.RemoveConstraint(model_name="reply", name="reply_state_has_its_facts"),
        migrations.AlterField(
            model_name="reply",
            name="owed_since",
            field=models.DateTimeField(
                help_text="when the matter was done, though it was withdrawn since", null=True
            ),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.CheckConstraint(
                condition=models.Q(state="waiting", owed_since__isnull=True)
                | models.Q(state="owed", owed_since__isnull=False, due__isnull=False, sent_at__isnull=True)
                | models.Q(models.Q(state="sent", sent_at__isnull=False), ~models.Q(text=""))
                | models.Q(state="unreachable", owed_since__isnull=True)
                | models.Q(state="released"),
                name="reply_state_has_its_facts",
            ),
        ),
    ]
