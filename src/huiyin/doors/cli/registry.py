"""``huiyin registry``: compounds, responsibilities, units."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from huiyin.doors.cli.common import REFUSED, as_option, emit, fail, json_option, with_django


@click.group("registry")
def registry_command() -> None:
    """Where things are and who is in charge."""
