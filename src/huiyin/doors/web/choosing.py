"""What may be chosen in a form, where that depends on who asks or on the language: set when the form is made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.db.models import QuerySet


def offer(form: forms.Form, name: str, choices: Iterable[Any]) -> None:
    """Let a field of a form offer these choices: pairs of code and words, or groups of them."""
    cast(forms.ChoiceField, form.fields[name]).choices = list(choices)


def draw_from(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """Let a field of a form take rows of a query."""
    cast("forms.ModelChoiceField[Any]", form.fields[name]).queryset = rows
