"""The index by which problems are found: FTS5 on SQLite, kept by triggers; an inverted index on PostgreSQL.

A later migration that rebuilds the table on SQLite drops its triggers: it must make them again.
"""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_TABLE = "CREATE VIRTUAL TABLE problems_words USING fts5(words, content='problems_problem', content_rowid='id', columnsize=0)"
_ENTER = "INSERT INTO problems_words(rowid, words) VALUES (new.id, new.words);"
_REMOVE = "INSERT INTO problems_words(problems_words, rowid, words) VALUES ('delete', old.id, old.words);"
_SQLITE = (
    _TABLE,
    # An import writes many small pieces of the index: they are put together less often than by default.
    "INSERT INTO problems_words(problems_words, rank) VALUES ('automerge', 16)",
    f"CREATE TRIGGER problems_words_made AFTER INSERT ON problems_problem BEGIN {_ENTER} END",
    f"CREATE TRIGGER problems_words_gone AFTER DELETE ON problems_problem BEGIN {_REMOVE} END",
    f"CREATE TRIGGER problems_words_changed AFTER UPDATE OF words ON problems_problem BEGIN {_REMOVE} {_ENTER} END",
)
_POSTGRES = ("CREATE INDEX problem_words ON problems_problem USING gin (to_tsvector('simple', words))",)


def make(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the index that this database has."""
    for statement in _POSTGRES if editor.connection.vendor == "postgresql" else _SQLITE:
        editor.execute(statement)


class Migration(migrations.Migration):
    """See the module."""

    dependencies = [("problems", "0001_initial")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
