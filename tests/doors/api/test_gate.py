"""Who is let in, and what a request must be before anybody looks at its values."""

from __future__ import annotations

import json

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client
from django.urls import URLPattern

from doors.api.calling import COMPOUNDS, LISTS, PROBLEMS, REPORTS, Caller, opened, refusal
from huiyin.doors.api import rates
from huiyin.doors.api.errors import KINDS
from huiyin.doors.api.interface import api
from huiyin.doors.api.urls import urlpatterns
from huiyin.records.accounts.actions.accounts import Seat, open_account
from huiyin.records.accounts.actions.clients import revoke_client
from huiyin.records.accounts.models import Account
from huiyin.records.problems import programs
from huiyin.records.reports.models import Report
from records.reports import report_rows as rows
from records.reports.report_rows import Desk, by, unit

ORDER = {"channel": "page", "text": rows.OUTSIDE}
READS = (
    REPORTS,
    f"{REPORTS}/1",
    PROBLEMS,
    f"{PROBLEMS}/1",
    LISTS,
    f"{LISTS}/problem",
    COMPOUNDS,
    f"{COMPOUNDS}/1",
)


class TestTokens:
    @pytest.mark.parametrize(
        "header",
        [
            "",
            "Bearer",
            "Bearer huiyin_short",
            "Bearer huiyin_" + "A" * 43,
            "Basic dXNlcjpwYXNz",
            "Token huiyin_" + "A" * 43,
            "Bearer huiyin_" + "A" * 43 + " more",
        ],
    )
    @pytest.mark.parametrize("address", READS)
    def test_without_one_that_is_known_nothing_is_said(self, desk: Desk, header: str, address: str) -> None:
        sent = {"Authorization": header} if header else {}
        response = Client().get(address, headers=sent)
        error = refusal(response, 401, "unauthenticated")
        assert response.headers["WWW-Authenticate"] == 'Bearer realm="huiyin"'
        assert (error["where"], error["faults"]) == ("header.Authorization", [])
        assert response.content == Client().get(REPORTS).content

    def test_the_scheme_is_written_in_either_case(self, jingan: Caller) -> None:
        assert Client().get(REPORTS, headers={"Authorization": f"bEARER {jingan.token}"}).status_code == 200

    def test_one_that_was_taken_back_counts_no_more(self, jingan: Caller) -> None:
        jingan.read(REPORTS)
        revoke_client(by(), jingan.client_id, "换新")
        refusal(jingan.get(REPORTS), 401, "unauthenticated")

    def test_in_the_address_it_does_not_count(self, jingan: Caller) -> None:
        refusal(Client().get(f"{REPORTS}?token={jingan.token}"), 401, "unauthenticated")

    def test_a_session_of_the_pages_does_not_count(self, desk: Desk) -> None:
        seat = Seat(unit_id=unit().pk)
        account_id = open_account(
            by(), "clerk", "吴内勤", ("clerk",), seat, "a-long-password-1", must_change=False
        )
        browser = Client()
        browser.force_login(Account.objects.get(pk=getattr(account_id, "pk", account_id)))
        refusal(browser.get(REPORTS), 401, "unauthenticated")

    @pytest.mark.parametrize(
        ("rights", "allowed"),
        [
            (("report.read",), {REPORTS}),
            (("problem.read",), {PROBLEMS, LISTS, f"{LISTS}/task", COMPOUNDS}),
            (("report.import",), set()),
        ],
    )
    def test_a_right_opens_what_it_says(self, desk: Desk, rights: tuple[str, ...], allowed: set[str]) -> None:
        caller = opened("平台", rights=rights)
        for address in (REPORTS, PROBLEMS, LISTS, f"{LISTS}/task", COMPOUNDS):
            response = caller.get(address)
            if address in allowed:
                assert response.status_code == 200
            else:
                error = refusal(response, 403, "forbidden")
                assert ("report.read" if address == REPORTS else "problem.read") in error["detail"]
        if "report.import" not in rights:
            refusal(caller.post(ORDER), 403, "forbidden")
            assert Report.objects.count() == 0
        else:
            assert caller.post(ORDER).status_code == 201

    def test_the_log_names_no_token(self, jingan: Caller, caplog: pytest.LogCaptureFixture) -> None:
        jingan.get(REPORTS)
        jingan.post({"text": 7})
        Client().get(REPORTS, headers={"Authorization": f"Basic {jingan.token}"})
        assert jingan.token not in caplog.text


class TestParameters:
    @pytest.mark.parametrize("address", READS)
    def test_one_that_is_unknown_is_refused(self, jingan: Caller, address: str) -> None:
        error = refusal(jingan.get(f"{address}?afer=3"), 400, "unknown-parameter")
        assert error["where"] == "query.afer"

    def test_so_is_one_beside_a_report(self, jingan: Caller) -> None:
        body = json.dumps(ORDER).encode()
        response = jingan.call("POST", f"{REPORTS}?dry=1", body, Idempotency_Key="key-00000001")
        refusal(response, 400, "unknown-parameter")
        assert Report.objects.count() == 0

    def test_one_that_stands_twice_is_refused(self, jingan: Caller) -> None:
        error = refusal(jingan.get(f"{REPORTS}?limit=1&limit=2"), 400, "unknown-parameter")
        assert error["where"] == "query.limit"

    @pytest.mark.parametrize(
        ("query", "where"),
        [
            ("limit=0", "query.limit"),
            ("limit=101", "query.limit"),
            ("limit=1_0", "query.limit"),
            ("limit=+5", "query.limit"),
            ("limit=5.0", "query.limit"),
            ("limit=", "query.limit"),
            ("after=-1", "query.after"),
            ("after=9223372036854775808", "query.after"),
            ("fate=gone", "query.fate"),
            ("created_from=0", "query.created_from"),
            ("created_from=2022-02-30", "query.created_from"),
            ("created_from=2022-02-03T00:00:00", "query.created_from"),
        ],
    )
    def test_a_value_that_is_none_is_named(self, jingan: Caller, query: str, where: str) -> None:
        error = refusal(jingan.get(f"{REPORTS}?{query}"), 422, "invalid")
        assert [fault["where"] for fault in error["faults"]] == [where]

    @pytest.mark.parametrize("written", ["0", "x", "1.0", "1e3", "9223372036854775808", "%00"])
    @pytest.mark.parametrize("address", [REPORTS, PROBLEMS, COMPOUNDS])
    def test_an_id_that_is_none_is_named(self, jingan: Caller, address: str, written: str) -> None:
        error = refusal(jingan.get(f"{address}/{written}"), 422, "invalid")
        assert error["where"].startswith("path.")


class TestBodies:
    @pytest.mark.parametrize(
        "content",
        [
            b"{",
            b'{"channel": "page", "channel": "page", "text": "x"}',
            b'{"channel": "page", "text": NaN}',
            b'\xff\xfe{"channel": "page"}',
            b"[" * 100_000,
            b"",
        ],
    )
    def test_what_is_no_json_is_refused(self, jingan: Caller, content: bytes) -> None:
        sent = {"Content-Type": "application/json", "Authorization": f"Bearer {jingan.token}"}
        response = Client().generic(
            "POST", REPORTS, content, "application/json", headers={**sent, "Idempotency-Key": "key-00000001"}
        )
        assert refusal(response, 400, "malformed")["where"] == "body"

    @pytest.mark.parametrize("content", [b"[]", b"null", b'"text"', b"7"])
    def test_json_that_is_no_report_is_refused(self, jingan: Caller, content: bytes) -> None:
        response = jingan.call("POST", REPORTS, content, Idempotency_Key="key-00000001")
        assert refusal(response, 422, "invalid")["where"] == "body"

    @pytest.mark.parametrize(
        "kind", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=gbk"]
    )
    def test_another_media_type_is_refused(self, jingan: Caller, kind: str) -> None:
        headers = {"Content_Type": kind, "Idempotency_Key": "key-00000001"}
        refusal(
            jingan.call("POST", REPORTS, json.dumps(ORDER).encode(), **headers), 415, "unsupported-media-type"
        )

    def test_more_than_is_read_is_refused(self, jingan: Caller) -> None:
        order = {**ORDER, "text": "字" * 20_000, "category": " " * 256 * 1024}
        assert refusal(jingan.post(order), 413, "too-large")["where"] == "body"

    def test_the_longest_report_fits(self, jingan: Caller) -> None:
        order = {**ORDER, "text": "字" * 20_000, "address": "路" * 500, "category": "类" * 500}
        assert jingan.post(order).status_code == 201


class TestAnswers:
    @pytest.mark.parametrize("accept", ["text/html", "application/xml, text/*", "image/png"])
    def test_json_must_be_wanted(self, jingan: Caller, accept: str) -> None:
        refusal(jingan.get(REPORTS, Accept=accept), 406, "not-acceptable")

    @pytest.mark.parametrize(
        "accept", ["*/*", "application/json", "application/*;q=0.5", "application/problem+json"]
    )
    def test_it_may_be_wanted_in_any_way(self, jingan: Caller, accept: str) -> None:
        assert jingan.get(REPORTS, Accept=accept).status_code == 200

    @pytest.mark.parametrize(
        ("method", "address", "allowed"),
        [
            ("DELETE", REPORTS, {"GET", "POST"}),
            ("PUT", f"{REPORTS}/1", {"GET"}),
            ("POST", PROBLEMS, {"GET"}),
            ("PATCH", f"{COMPOUNDS}/1", {"GET"}),
            ("OPTIONS", LISTS, {"GET"}),
            ("TRACE", f"{LISTS}/task", {"GET"}),
            ("POST", "/api/v1/openapi.json", {"GET"}),
        ],
    )
    def test_another_method_is_refused_with_those_that_are_not(
        self, jingan: Caller, method: str, address: str, allowed: set[str]
    ) -> None:
        response = jingan.call(method, address)
        refusal(response, 405, "method-not-allowed")
        assert set(response.headers["Allow"].split(", ")) == allowed

    @pytest.mark.parametrize(
        "address",
        ["/api/v1/", "/api/v1/report", "/api/v1/reports/", "/api/v1/reports/1/text", "/api/v1/docs"],
    )
    def test_an_address_that_is_none_is_refused(self, desk: Desk, address: str) -> None:
        refusal(Client().get(address), 404, "not-found")

    def test_every_refusal_says_what_to_do_in_both_languages(self) -> None:
        words = [(k.title, k.title_en, k.what_to_do, k.what_to_do_en) for k in KINDS]
        assert all(all(each) for each in words)
        assert all(zh.isascii() is False and en.isascii() for zh, en, *_ in words)
        assert len({kind.name for kind in KINDS}) == len(KINDS)

    def test_the_description_is_open_to_all(self) -> None:
        response = Client().get("/api/v1/openapi.json")
        assert response.status_code == 200
        described = response.json()
        assert described["openapi"].startswith("3.1.")
        for path in described["paths"].values():
            for operation in path.values():
                refused = {code: a for code, a in operation["responses"].items() if int(code) >= 400}
                assert {
                    "400",
                    "401",
                    "403",
                    "404",
                    "405",
                    "406",
                    "422",
                    "429",
                    "500",
                    "503",
                } <= refused.keys()
                assert all(set(a["content"]) == {"application/problem+json"} for a in refused.values())

    def test_every_address_is_served_without_a_session(self) -> None:
        (whole,) = urlpatterns
        views = [pattern.callback for pattern in whole.url_patterns if isinstance(pattern, URLPattern)]
        assert len(views) == len(api.urls[0]) + 1
        assert [view for view in views if getattr(view, "login_required", True)] == []


class TestRates:
    @pytest.fixture(autouse=True)
    def _clock(self, monkeypatch: pytest.MonkeyPatch, settings: object) -> None:
        settings.HUIYIN_API_PER_MINUTE = 3  # type: ignore[attr-defined]
        self.at = 1_000_000_020
        monkeypatch.setattr(rates, "time", lambda: self.at)

    def test_above_so_many_a_minute_a_token_waits(self, jingan: Caller, minhang: Caller) -> None:
        assert [jingan.get(REPORTS).status_code for _ in range(3)] == [200] * 3
        self.at += 59
        response = jingan.get(REPORTS)
        refusal(response, 429, "too-many-requests")
        assert response.headers["Retry-After"] == "1"
        assert minhang.get(REPORTS).status_code == 200
        self.at += 1
        assert jingan.get(REPORTS).status_code == 200

    def test_what_is_refused_counts_too(self, jingan: Caller) -> None:
        for _ in range(3):
            jingan.get(f"{REPORTS}?afer=3")
        refusal(jingan.get(REPORTS), 429, "too-many-requests")

    def test_the_counts_of_many_others_wash_none_away(self, jingan: Caller) -> None:
        for _ in range(3):
            jingan.get(REPORTS)
        for other in range(1_000):
            cache.set(f"api:other-{other}", 1, 120)
        refusal(jingan.get(REPORTS), 429, "too-many-requests")

    def test_counts_are_forgotten(self, jingan: Caller) -> None:
        jingan.get(REPORTS)
        key = f"api:{jingan.client_id}:{self.at // 60}"
        assert cache.get(key) == 1
        self.at += 600
        jingan.get(REPORTS)
        assert cache.get(f"api:{jingan.client_id}:{self.at // 60}") == 1


class TestWhenSomethingBreaks:
    def test_a_database_that_is_gone_is_said(self, jingan: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
        def gone(*args: object) -> None:
            raise OperationalError("could not connect to 10.1.2.3, password=secret")

        monkeypatch.setattr(programs, "rising", gone)
        response = jingan.get(REPORTS)
        refusal(response, 503, "unavailable")
        assert response.headers["Retry-After"] == "5"
        assert "secret" not in response.content.decode()

    def test_a_fault_of_ours_tells_nothing_of_itself(
        self, jingan: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def broken(*args: object) -> None:
            raise KeyError("严无名")

        monkeypatch.setattr(programs, "rising", broken)
        response = jingan.get(REPORTS)
        refusal(response, 500, "internal")
        assert "严无名" not in response.content.decode()
        assert "KeyError" in caplog.text
