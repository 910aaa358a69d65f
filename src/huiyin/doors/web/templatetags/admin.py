"""What the templates of accounts need."""

from __future__ import annotations

from django import template

from huiyin.doors.web.admin import words

register = template.Library()
register.filter("seat_kind", words.seat_kind)
