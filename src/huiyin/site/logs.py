"""How the program logs: one line an event on the error stream, for people or (``HUIYIN_LOG=json``) as JSON for programs.

Logged are requests (who, from where, what, how it ended, how long it took), refused ones, and errors with their way through
the program. Never logged are bodies, queries and headers, and long numbers are hidden wherever they turn up: a telephone
or identity number may stand in a path, in a user's name or in an error's words. Of an error's own words only the first
line is kept, since what the database adds to it (DETAIL) quotes rows.
"""

from __future__ import annotations

import logging
import re
import traceback
from datetime import datetime
from types import TracebackType
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from pythonjsonlogger.json import JsonFormatter

from huiyin.doors.web.watch.request_ids import current

TEXT, JSON = "text", "json"
# Of one request, in this order, as `huiyin.doors.web.watch.measuring` gives them.
FIELDS = ("address", "user", "unit", "method", "path", "route", "status", "ms", "statements")
# What of them came from outside or may name somebody.
_WORDS = ("user", "unit", "method", "path", "route")
LONGEST_WORDS = 300

# Telephone, identity and account numbers, also with blanks and hyphens in them; a date is none.
_NUMBER = re.compile(r"\d(?:[ \-－—]?\d){6,}[Xx]?")
_DATE = re.compile(r"(?:19|20)\d\d-\d{1,2}-\d{1,2}")
# A line break in a path would let anybody write log lines of their own; others steer a terminal or turn the text around.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")

_Thrown = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def configuration(style: str = TEXT) -> dict[str, Any]:
    """The settings' ``LOGGING`` for a style, ``text`` or ``json``. Raises ``ImproperlyConfigured`` for another."""
    formatters = {TEXT: Line, JSON: Json}
    if style not in formatters:
        raise ImproperlyConfigured(f"HUIYIN_LOG is {style!r}; write {TEXT} or {JSON}, or leave it out")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatters[style]}},
        "handlers": {
            "stream": {"class": "logging.StreamHandler", "formatter": "line"},
            "errors": {"class": "logging.StreamHandler", "level": "ERROR", "formatter": "line"},
        },
        "root": {"handlers": ["stream"], "level": "WARNING"},
        "loggers": {
            "huiyin.requests": {"level": "INFO"},
            # Without Django's own handlers.
            "django": {"level": "WARNING"},
            # A request that was refused has its line already.
            "django.request": {"level": "ERROR"},
            # The driver warns of a connection lost, and raises an error that is told as well.
            "psycopg": {"level": "ERROR"},
            # The worker sets its level itself: what it says of itself is to go nowhere.
            "django_tasks": {"handlers": ["errors"], "propagate": False},
            "django_tasks_db": {"handlers": ["errors"], "propagate": False},
        },
    }


class Line(logging.Formatter):
    """For people: one line, and below it an error's way through the program."""

    def format(self, record: logging.LogRecord) -> str:
        """``huiyin: moment words [request id]``; the words of a request are its fields."""
        record = _safe(record)
        facts, words = record.__dict__, record.getMessage()
        if "statements" in facts:
            who = f"{facts['user'] or '-'} ({facts['unit']})" if facts["unit"] else facts["user"] or "-"
            words = (
                f"{facts['method']} {facts['path']} {facts['status']} {facts['ms']} ms, "
                f"{facts['statements']} statements, {who} from {facts['address'] or '-'}"
            )
        request_id = _request_id(record)
        line = f"huiyin: {_moment(record)} {words}" + (f" [{request_id}]" if request_id else "")
        return f"{line}\n{record.exc_text}" if record.exc_text else line


class Json(JsonFormatter):
    """For programs: one JSON object a line, with the fields that are named here and no other.

    Django hangs the request itself on some records; its text would hold the query.
    """

    def __init__(self) -> None:
        super().__init__(json_ensure_ascii=False)

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        return super().format(_safe(record))

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        """Take over what may be logged."""
        log_data.update(
            at=_moment(record),
            level=record.levelname.lower(),
            logger=record.name,
            message=record.getMessage(),
        )
        if request_id := _request_id(record):
            log_data["request_id"] = request_id
        log_data.update((name, record.__dict__[name]) for name in FIELDS if name in record.__dict__)
        if record.exc_text:
            log_data["error"] = record.exc_text


def _safe(record: logging.LogRecord) -> logging.LogRecord:
    """A copy of the record without what must not be logged; other handlers keep theirs."""
    safe = logging.makeLogRecord(record.__dict__)
    safe.msg, safe.args = _plain(record.getMessage()), None
    for name in _WORDS:
        if name in safe.__dict__:
            safe.__dict__[name] = _plain(str(safe.__dict__[name]))
    if safe.exc_info:
        safe.exc_text, safe.exc_info = _story(safe.exc_info), None
    safe.stack_info = None
    return safe


def _request_id(record: logging.LogRecord) -> str:
    """That of the request being answered; Django's last word on a request comes when it is answered, and names it."""
    return current() or getattr(record.__dict__.get("request"), "request_id", "")


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds")


def _plain(text: str) -> str:
    """`text` with long numbers hidden wholly and characters that steer a reader's screen written out."""
    hidden = _NUMBER.sub(lambda found: found[0] if _DATE.fullmatch(found[0]) else "*" * len(found[0]), text)
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", hidden)


def _story(thrown: _Thrown | bool) -> str:
    """Where an error came from, the cause first; of each one's words the first line, cut."""
    error = thrown[1] if isinstance(thrown, tuple) else None
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(
        "".join(traceback.format_tb(each.__traceback__)) + _name(each) for each in reversed(chain)
    )


def _name(error: BaseException) -> str:
    words, *_ = str(error).splitlines() or [""]
    return f"{type(error).__module__}.{type(error).__qualname__}: {_plain(words[:LONGEST_WORDS])}"
