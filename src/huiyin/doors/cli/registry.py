"""``huiyin registry``: compounds, responsibilities, units."""

from __future__ import annotations

import click


@click.group("registry")
def registry_command() -> None:
    """Where things are and who is in charge."""
