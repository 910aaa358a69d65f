"""Texts of several lines, as long as they may be and no longer."""

from __future__ import annotations

from typing import Any

from django import forms


class LongText(forms.CharField):
    """A text of several lines. One that is too long is refused and never cut.

    A browser sends the end of a line as two characters; here, as for whoever counts what they typed, it is one.
    """

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        """The text with plain ends of lines."""
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)
