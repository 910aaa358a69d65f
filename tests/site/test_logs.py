"""What the program writes into its log, and what never stands there."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from huiyin.doors.web.watch.request_ids import identified
from huiyin.site.logs import Json, Line, configuration

FORMATTERS = (Line(), Json())
Thrown = tuple[type[BaseException], BaseException, TracebackType | None]


def thrown(act: Callable[[], object]) -> Thrown:
    """What `act` raises, as `sys.exc_info` tells it."""
    try:
        act()
    except ValueError as error:
        return type(error), error, error.__traceback__
    raise AssertionError("nothing was raised")


def record(message: str = "request", thrown: Thrown | None = None, **facts: object) -> logging.LogRecord:
    return logging.makeLogRecord(
        {"name": "huiyin.requests", "levelno": logging.INFO, "levelname": "INFO", "msg": message}
        | {"exc_info": thrown}
        | facts
    )


REQUEST: dict[str, Any] = {
    "address": "10.1.2.3",
    "user": "wang.min",
    "unit": "jingan",
    "method": "POST",
    "path": "/problems/17/settle",
    "route": "problem-settle",
    "status": 302,
    "ms": 12.5,
    "statements": 9,
}


def test_a_request_is_one_line_that_a_person_can_read() -> None:
    line = Line().format(record(**REQUEST))
    moment, words = re.fullmatch(r"huiyin: (\S+) (.*)", line).groups()  # type: ignore[union-attr]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00", moment)
    assert words == "POST /problems/17/settle 302 12.5 ms, 9 statements, wang.min (jingan) from 10.1.2.3"


def test_who_has_not_signed_in_and_comes_from_nowhere_is_a_dash() -> None:
    line = Line().format(record(**REQUEST | {"user": "", "unit": "", "address": ""}))
    assert line.endswith("9 statements, - from -")


def test_a_request_as_json_has_exactly_these_fields() -> None:
    told = json.loads(Json().format(record(**REQUEST)))
    assert told.pop("at").endswith("+08:00")
    assert told == {"level": "info", "logger": "huiyin.requests", "message": "request", **REQUEST}


@pytest.mark.parametrize("formatter", FORMATTERS)
def test_a_line_within_a_request_names_its_id(formatter: logging.Formatter) -> None:
    lines: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        lines.append(formatter.format(record("something went wrong")))
        return HttpResponse()

    answer = identified(view)(RequestFactory().get("/"))
    lines.append(formatter.format(record("outside")))
    assert answer.headers["X-Request-ID"] in lines[0]
    assert "request_id" not in lines[1]
    assert not lines[1].endswith("]")


@pytest.mark.parametrize("formatter", FORMATTERS)
def test_what_django_says_of_an_answered_request_names_its_id(formatter: logging.Formatter) -> None:
    request = RequestFactory().get("/")
    request.request_id = "0123456789abcdef"  # type: ignore[attr-defined]
    assert "0123456789abcdef" in formatter.format(record("Service Unavailable: /", request=request))


@pytest.mark.parametrize("formatter", FORMATTERS)
def test_the_query_of_a_request_that_django_hangs_on_a_record_is_not_written(
    formatter: logging.Formatter,
) -> None:
    request = RequestFactory().get("/problems", {"q": "张伟"})
    line = formatter.format(record("Forbidden: /problems", request=request, status_code=403))
    assert "张伟" not in line
    assert "Forbidden: /problems" in line


@given(
    before=st.text(max_size=20),
    number=st.text("0123456789", min_size=7, max_size=19),
    after=st.text(max_size=20),
)
@pytest.mark.parametrize("formatter", FORMATTERS)
def test_no_long_number_stands_in_a_line_wherever_it_came_from(
    formatter: logging.Formatter, before: str, number: str, after: str
) -> None:
    words = before + number + after

    def act() -> None:
        raise ValueError(words.replace("\n", " "))

    facts = REQUEST | dict.fromkeys(("user", "unit", "method", "path", "route"), words)
    assert number not in formatter.format(record(**facts))
    assert number not in formatter.format(record(words, thrown=thrown(act)))


@pytest.mark.parametrize(
    "number", ["138 1234 5678", "021-6234-5678", "31010119900307123X", "１３８１２３４５６７８"]
)
def test_numbers_with_blanks_letters_and_wide_digits_are_hidden_too(number: str) -> None:
    line = Line().format(record(f"call {number} back"))
    assert line.endswith(f"call {'*' * len(number)} back")


def test_a_date_and_a_short_number_stay() -> None:
    assert Line().format(record("order 123456 of 2022-09-15")).endswith("order 123456 of 2022-09-15")


@given(words=st.text(max_size=60))
@pytest.mark.parametrize("formatter", FORMATTERS)
def test_nobody_can_begin_a_log_line_of_their_own(formatter: logging.Formatter, words: str) -> None:
    for line in (
        formatter.format(record(words)),
        formatter.format(record(**REQUEST | {"path": words, "user": words, "method": words})),
    ):
        assert len(line.splitlines()) == 1


def test_of_an_errors_words_only_the_first_line_is_kept_and_its_cause_comes_first() -> None:
    words = 'violates constraint "one_place"\nDETAIL: Failing row contains (梧桐苑 3号楼).'

    def act() -> None:
        try:
            raise ValueError(words)
        except ValueError as error:
            raise ValueError("the row was refused") from error

    for formatter in FORMATTERS:
        line = formatter.format(record("Internal Server Error: /x", thrown=thrown(act)))
        assert "梧桐苑" not in line
        cause = line.index("builtins.ValueError: violates constraint")
        assert cause < line.index("builtins.ValueError: the row was refused")
    assert len(line.splitlines()) == 1
    assert "in act" in json.loads(line)["error"]


def test_another_style_is_refused_by_name() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"HUIYIN_LOG is 'xml'; write text or json"):
        configuration("xml")


SCRIPT = """
import logging, logging.config, sys
from huiyin.site.logs import configuration
logging.config.dictConfig(configuration(sys.argv[1]))
log = logging.getLogger
log("huiyin.requests").info("request", extra={"address": "::1", "user": "", "unit": "", "method": "GET", "path": "/",
    "route": "home", "status": 200, "ms": 1.0, "statements": 0})
log("django.request").warning("Not Found: /x")
log("django.request").error("Internal Server Error: /y")
log("django.security.csrf").warning("Forbidden (CSRF): /z")
log("django_tasks").setLevel("INFO")
log("django_tasks").info("task begun")
log("django_tasks").error("task failed")
log("axes").warning("New login failure")
log("somebody").info("not of interest")
"""


@pytest.mark.parametrize(
    ("style", "words"),
    [("text", lambda line: line.split(" ", 2)[2]), ("json", lambda line: json.loads(line)["message"])],
)
def test_requests_refusals_and_failures_are_logged_once_each_and_chatter_is_not(
    style: str, words: Callable[[str], str]
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, style], capture_output=True, text=True, check=True, timeout=60
    )
    request = "GET / 200 1.0 ms, 0 statements, - from ::1" if style == "text" else "request"
    assert done.stdout == ""
    assert [words(line) for line in done.stderr.splitlines()] == [
        request,
        "Internal Server Error: /y",
        "Forbidden (CSRF): /z",
        "task failed",
        "New login failure",
    ]
