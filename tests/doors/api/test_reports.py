"""Handing in reports and reading them, as programs do."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import quote

import pytest

from doors.api.calling import REPORTS, Caller, opened, refusal
from huiyin.knowledge.language.learned.reader import LearnedReader
from huiyin.records.ledger.models import Entry
from huiyin.records.problems.actions.lifecycle import Finding, settle, verify
from huiyin.records.problems.actions.links import remove_links
from huiyin.records.problems.models import Condition, Link, Problem, Verification
from huiyin.records.reports.actions.erase import erase
from huiyin.records.reports.identity import identities
from huiyin.records.reports.models import LandedRow, Report, Submission
from records.reports import report_rows as rows
from records.reports.report_rows import Desk, by, order

Statements = Callable[[Callable[[], object]], int]
TEXT = rows.SUNROOM
ORDER = {
    "number": "20220914001",
    "channel": "hotline",
    "text": TEXT,
    "created_at": "2022-09-14T10:05:00+08:00",
}


class TestHandingIn:
    def test_a_sure_text_opens_its_problem(self, jingan: Caller) -> None:
        response = jingan.post(ORDER)

        assert response.status_code == 201
        report = Report.objects.get()
        problem = Problem.objects.get()
        assert response.headers["Location"] == f"{REPORTS}/{report.pk}"
        assert response.headers["Cache-Control"] == "no-store"
        told = response.json()
        assert (told["id"], told["number"], told["unit"]) == (report.pk, "20220914001", "jingan")
        assert (told["fate"], told["pending"], told["problems"]) == ("linked", None, [problem.pk])
        assert told["wrongs"][0]["violation"] == "illegal-construction"
        assert told["place"] == {
            "compound": rows.compound("t1").pk,
            "compound_name": "青梧雅苑",
            "building": "7",
            "unit": "",
            "room": "1201",
            "reason": "lane+name",
            "reason_zh": "路弄与小区名一致",
            "reason_en": "road and lane agree with the compound's name",
        }
        assert told["clocks"]["contact_due"] == report.contact_due.isoformat()
        assert told["clocks"]["handle_due_given"] is False
        assert told["reply"] == {"state": "waiting", "due": None, "due_provisional": "", "sent_at": None}

    def test_a_text_of_no_known_place_waits_for_a_person(self, jingan: Caller) -> None:
        told = jingan.hand_in({"channel": "page", "text": rows.OUTSIDE})

        assert told["fate"] == "pending"
        assert told["pending"] == {
            "reason": "outside",
            "reason_zh": "疑非本单位职责，待分流",
            "owner": "jingan",
            "due": told["clocks"]["contact_due"],
        }
        assert told["problems"] == []
        # Without number and telephone nobody can be answered.
        assert told["reply"]["state"] == "unreachable"

    def test_the_ledger_names_the_program_and_the_door(self, jingan: Caller) -> None:
        told = jingan.hand_in(ORDER)
        entry = Entry.objects.get(record="report", record_id=told["id"], position=1)
        assert (entry.actor, entry.door, entry.action) == ("client:静安平台", "api", "report.receive")
        submission = Submission.objects.get()
        assert rows.history("submission", submission.pk) == [
            ("report.submit", {"report": told["id"], "outcome": "new"})
        ]

    def test_a_long_name_of_a_program_is_cut_for_the_ledger(self, desk: Desk) -> None:
        told = opened("长" * 64).hand_in(ORDER)
        assert (
            Entry.objects.get(record="report", record_id=told["id"], position=1).actor
            == "client:" + "长" * 57
        )

    def test_a_report_is_read_as_that_of_a_file(self, jingan: Caller, desk: Desk) -> None:
        moments = {
            "received": "2022-09-14 10:05:00",
            "dispatched": "2022-09-14 11:00",
            "deadline": "2022-09-21",
        }
        filed_order = order("1", TEXT, agency="静安区", order_type="投诉", **moments)
        desk.receive(rows.prepared(filed_order, reader=LearnedReader()))
        jingan.hand_in(
            {
                "number": "2",
                "channel": "hotline",
                "text": TEXT,
                "district": "静安区",
                "agency": "静安区",
                "order_type": "complaint",
                "created_at": "2022-09-14T02:05:00Z",
                "dispatched_at": "2022-09-14T11:00:00+08:00",
                "deadline_at": "2022-09-21",
            }
        )
        own = ("id", "number", "source", "entered_at")
        filed, told = Report.objects.order_by("pk").values()
        assert {k: v for k, v in told.items() if k not in own} == {
            k: v for k, v in filed.items() if k not in own
        }
        assert told["handle_due_given"] is True

    def test_who_reports_is_kept_encrypted_and_given_to_nobody(self, jingan: Caller) -> None:
        text = TEXT + "联系电话13901234567。"
        told = jingan.post(
            {**ORDER, "text": text, "reporter": {"name": "严无名", "telephone": "139 0123 4567"}}
        )
        report = Report.objects.get()

        seen = [told.content.decode()]
        seen += [jingan.get(address).content.decode() for address in (REPORTS, f"{REPORTS}/{report.pk}")]
        for content in seen:
            assert "严无名" not in content
            assert "13901234567" not in content
            assert "139******67" in content
        assert report.caller is not None
        assert {one.field: one.value for one in identities([report.pk])[report.pk]} == {
            "reporter_name": "严无名",
            "phone": "139 0123 4567",
        }
        raw = bytes(LandedRow.objects.get().raw)
        assert "严无名".encode() not in raw

    def test_characters_that_do_not_land_are_cleaned_away(self, jingan: Caller) -> None:
        text = "\u0000" + TEXT + "\u202e\r\n请回复。"
        body = json.dumps({"channel": "page", "text": text})[:-2] + '\\ud800"}'
        response = jingan.call("POST", REPORTS, body.encode(), Idempotency_Key="key-00000001")
        assert response.status_code == 201
        assert Report.objects.get().text == TEXT + "\n请回复。"

    def test_a_report_counts_for_the_unit_of_its_token(self, minhang: Caller) -> None:
        assert minhang.hand_in(ORDER)["unit"] == "minhang"


class TestTheKey:
    def test_the_same_again_is_answered_with_the_same_report(self, jingan: Caller) -> None:
        first = jingan.post(ORDER)
        # The order of the names and what is cleaned away do not make it another content.
        again = jingan.post({name: ORDER[name] for name in reversed(ORDER)} | {"text": TEXT + " "})

        assert (first.status_code, again.status_code) == (201, 200)
        assert again.headers["Idempotent-Replayed"] == "true"
        assert "Idempotent-Replayed" not in first.headers
        assert again.json() == first.json()
        assert (Report.objects.count(), LandedRow.objects.count(), Submission.objects.count()) == (1, 1, 1)

    def test_without_a_number_the_key_alone_keeps_it_single(self, jingan: Caller) -> None:
        told = {"channel": "page", "text": TEXT}
        assert jingan.hand_in(told)["id"] == jingan.hand_in(told)["id"]
        assert Report.objects.count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_used_for_another_content_it_is_refused(self, jingan: Caller) -> None:
        jingan.post(ORDER)
        error = refusal(jingan.post({**ORDER, "text": rows.OTHER_ROOM}), 409, "key-reused")
        assert error["where"] == "header.Idempotency-Key"
        assert (Report.objects.count(), LandedRow.objects.count()) == (1, 1)

    def test_every_program_has_keys_of_its_own(self, jingan: Caller, minhang: Caller) -> None:
        jingan.hand_in({**ORDER, "channel": "page"})
        assert minhang.post({**ORDER, "channel": "page", "text": rows.OTHER_COMPOUND}).status_code == 201

    @pytest.mark.parametrize(
        "key", ["short", "x" * 65, "with blank 1", "幂等键幂等键幂等键".encode().decode("latin-1")]
    )
    def test_a_key_that_is_none_is_refused(self, jingan: Caller, key: str) -> None:
        error = refusal(jingan.post(ORDER, key), 422, "invalid")
        assert error["where"] == "header.Idempotency-Key"

    def test_without_a_key_nothing_is_taken(self, jingan: Caller) -> None:
        response = jingan.call("POST", REPORTS, json.dumps(ORDER).encode())
        assert refusal(response, 422, "invalid")["where"] == "header.Idempotency-Key"
        assert Report.objects.count() == 0


class TestTheNumber:
    def test_the_same_order_under_another_key_changes_nothing(self, jingan: Caller) -> None:
        first = jingan.hand_in(ORDER)
        again = jingan.post(ORDER, "key-00000002")
        assert again.status_code == 200
        assert "Idempotent-Replayed" not in again.headers
        assert again.json() == first
        assert (LandedRow.objects.count(), Submission.objects.count()) == (1, 2)

    def test_a_changed_order_changes_its_report(self, jingan: Caller) -> None:
        first = jingan.hand_in(ORDER)
        again = jingan.post({**ORDER, "text": rows.NO_PLACE}, "key-00000002")
        assert (again.status_code, again.json()["id"]) == (200, first["id"])
        assert Report.objects.get().text == rows.NO_PLACE
        assert LandedRow.objects.count() == 2

    def test_an_order_of_an_export_is_known_by_its_number(self, jingan: Caller, desk: Desk) -> None:
        (row,) = rows.prepared(order("20220914001", TEXT))
        desk.receive([row])
        assert jingan.hand_in(ORDER)["id"] == Report.objects.get().pk

    @pytest.mark.django_db(transaction=True)
    def test_a_report_of_another_district_is_not_changed(self, jingan: Caller, minhang: Caller) -> None:
        jingan.hand_in(ORDER)
        before = rows.dump()
        error = refusal(minhang.post({**ORDER, "text": rows.OTHER_COMPOUND}), 409, "number-held")
        assert error["where"] == "body.number"
        assert rows.dump() == before

    def test_other_channels_number_for_themselves(self, jingan: Caller, minhang: Caller) -> None:
        numbered = {**ORDER, "channel": "housing"}
        assert jingan.hand_in(numbered)["id"] != minhang.hand_in(numbered)["id"]
        # A new token of the same unit goes on with the numbers of the old one.
        assert opened("静安平台二").post(numbered).status_code == 200


class TestWhatIsWrongIsNamed:
    @pytest.mark.parametrize(
        ("change", "where"),
        [
            ({"text": None}, "body.text"),
            ({"text": " \u200b "}, "body.text"),
            ({"text": "字" * 20_001}, "body.text"),
            ({"text": "#N/A"}, "body.text"),
            ({"channel": "smoke"}, "body.channel"),
            ({"created_at": "2022-02-30"}, "body.created_at"),
            ({"created_at": "2022-09-14T10:05:00"}, "body.created_at"),
            ({"created_at": "1890-09-14"}, "body.created_at"),
            ({"created_at": "1999-12-31"}, "body.created_at"),
            ({"created_at": "2030-01-01"}, "body.created_at"),
            ({"dispatched_at": "2022-09-15T09:40:01+08:00"}, "body.dispatched_at"),
            ({"signed_at": "2022-09-16"}, "body.signed_at"),
            ({"reached_at": "2022-09-15T03:00:00Z"}, "body.reached_at"),
            ({"number": "1.2E+10"}, "body.number"),
            ({"number": 7}, "body.number"),
            ({"anonymous": "yes"}, "body.anonymous"),
            ({"reporter": {"telephone": 13901234567}}, "body.reporter.telephone"),
            ({"reporter": {"address": "云帆路"}}, "body.reporter.address"),
            ({"reporter": "严无名"}, "body.reporter"),
            ({"fate": "linked"}, "body.fate"),
        ],
    )
    def test_by_its_place(self, jingan: Caller, change: dict[str, object], where: str) -> None:
        error = refusal(jingan.post({**ORDER, **change}), 422, "invalid")
        assert error["where"] == where
        assert [fault["where"] for fault in error["faults"]] == [where]
        assert error["detail"]
        assert error["detail_en"]
        assert (Report.objects.count(), Submission.objects.count()) == (0, 0)

    def test_in_the_words_of_an_import_without_its_rows_and_columns(self, jingan: Caller) -> None:
        error = refusal(jingan.post({**ORDER, "text": "#N/A"}), 422, "invalid")
        assert error["detail"] == "单元格是 Excel 错误值 #N/A，没有内容"
        assert error["detail_en"] == "the cell holds the Excel error #N/A and no content"

    def test_a_clock_that_is_a_little_ahead_and_a_deadline_that_lies_ahead_are_taken(
        self, jingan: Caller
    ) -> None:
        told = jingan.hand_in(
            {**ORDER, "created_at": "2022-09-15T09:40:00+08:00", "deadline_at": "2023-01-05"}
        )
        assert (told["created_on"], told["clocks"]["handle_due"]) == ("2022-09-15", "2023-01-05")

    def test_all_of_it_at_once(self, jingan: Caller) -> None:
        error = refusal(jingan.post({"channel": "smoke", "urgency": "soon"}), 422, "invalid")
        assert [fault["where"] for fault in error["faults"]] == ["body.channel", "body.text", "body.urgency"]

    def test_what_was_sent_is_not_repeated(self, jingan: Caller) -> None:
        response = jingan.post({**ORDER, "reporter": {"name": "严无名" * 100}, "created_at": "13901234567"})
        assert response.status_code == 422
        assert "严无名" not in response.content.decode()
        assert "13901234567" not in response.content.decode()


class TestReading:
    @pytest.fixture
    def ids(self, jingan: Caller) -> list[int]:
        texts = (TEXT, rows.OUTSIDE, rows.OTHER_ROOM, rows.INQUIRY)
        days = ("2022-09-10", "2022-09-11", "2022-09-12", "2022-09-13")
        told = zip(texts, days, strict=True)
        return [
            jingan.hand_in({"channel": "page", "text": text, "created_at": day}, f"key-0000000{n}")["id"]
            for n, (text, day) in enumerate(told)
        ]

    def test_page_by_page_everything_comes_once(self, jingan: Caller, ids: list[int]) -> None:
        found, after = [], 0
        while after is not None:
            page = jingan.read(f"{REPORTS}?limit=3&after={after}")
            found += [report["id"] for report in page["reports"]]
            after = page["next"]
        assert found == ids

    @pytest.mark.parametrize(
        ("query", "which"),
        [
            ("fate=linked", [0, 2]),
            ("fate=pending&pending_reason=outside", [1]),
            ("created_from=2022-09-11&created_to=2022-09-12", [1, 2]),
            ("limit=1", [0]),
        ],
    )
    def test_narrowed(self, jingan: Caller, ids: list[int], query: str, which: list[int]) -> None:
        assert [r["id"] for r in jingan.read(f"{REPORTS}?{query}")["reports"]] == [ids[n] for n in which]

    def test_by_the_whole_number_of_its_source_alone(
        self, jingan: Caller, minhang: Caller, ids: list[int]
    ) -> None:
        numbered = jingan.hand_in(
            {"channel": "hotline", "number": "20220910001", "text": TEXT}, "key-numbered"
        )
        for number, found in (("20220910001", [numbered["id"]]), ("2022091", []), ("%20220910001", [])):
            page = jingan.read(f"{REPORTS}?number={quote(number)}")
            assert [one["id"] for one in page["reports"]] == found
        assert minhang.read(f"{REPORTS}?number=20220910001") == {"reports": [], "next": None}

    def test_a_list_says_of_each_what_it_says_alone(self, jingan: Caller, ids: list[int]) -> None:
        assert jingan.read(REPORTS)["reports"] == [jingan.read(f"{REPORTS}/{pk}") for pk in ids]

    def test_the_same_again_is_not_sent_again(self, jingan: Caller, ids: list[int]) -> None:
        first = jingan.get(f"{REPORTS}/{ids[0]}")
        mark = first.headers["ETag"]
        for known in (mark, f"W/{mark}", f'"other", {mark}', "*"):
            again = jingan.get(f"{REPORTS}/{ids[0]}", If_None_Match=known)
            assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", mark)
            assert again.headers["Cache-Control"] == "no-store"
        assert jingan.get(f"{REPORTS}/{ids[1]}", If_None_Match=mark).status_code == 200

    def test_another_district_sees_none_of_them(self, minhang: Caller, ids: list[int]) -> None:
        assert minhang.read(REPORTS) == {"reports": [], "next": None}
        unknown = minhang.get(f"{REPORTS}/{max(ids) + 1000}")
        refusal(unknown, 404, "not-found")
        for pk in ids:
            assert minhang.get(f"{REPORTS}/{pk}").content == unknown.content

    def test_the_city_sees_all_of_them(self, desk: Desk, ids: list[int]) -> None:
        assert [r["id"] for r in opened("市平台", "sh-bureau").read(REPORTS)["reports"]] == ids

    def test_an_erased_report_says_so_and_nothing_else(self, jingan: Caller) -> None:
        told = jingan.hand_in({"channel": "page", "text": TEXT, "address": "云帆路88弄"})
        (problem_id,) = told["problems"]
        verify(by(5), [Finding(problem_id, Verification.TRUE, rows.TODAY, Condition.EXISTING)])
        settle(by(10), [problem_id], "已拆除")
        erase(by(20), [told["id"]], "到期")
        shown = jingan.read(f"{REPORTS}/{told['id']}")
        assert (shown["erased"], shown["text"], shown["address"]) == (True, "", "")
        assert (shown["place"]["building"], shown["place"]["room"]) == ("", "")


class TestStatements:
    @pytest.mark.django_db(transaction=True)
    def test_handing_in_takes_as_few_as_receiving_and_five_more(
        self, jingan: Caller, statements: Statements
    ) -> None:
        """The token; what is new of the compounds; the key looked up and noted; the answer read in two."""
        jingan.hand_in(ORDER)
        second = {**ORDER, "number": "2", "text": rows.OTHER_ROOM}
        assert statements(lambda: jingan.hand_in(second, "key-00000002")) == 28
        assert statements(lambda: jingan.hand_in(second, "key-00000002")) == 7

    def test_a_page_takes_three_whatever_its_size(self, jingan: Caller, statements: Statements) -> None:
        for number, text in enumerate((TEXT, rows.OUTSIDE, rows.OTHER_ROOM)):
            jingan.hand_in({"channel": "page", "text": text}, f"key-0000000{number}")
        assert statements(lambda: jingan.read(f"{REPORTS}?limit=1")) == 3
        assert statements(lambda: jingan.read(f"{REPORTS}?limit=100")) == 3
        address = f"{REPORTS}/{Report.objects.values_list('pk', flat=True)[0]}"
        assert statements(lambda: jingan.read(address)) == 3

    def test_a_link_that_was_removed_does_not_count(self, jingan: Caller) -> None:
        told = jingan.hand_in(ORDER)
        remove_links(by(10), told["problems"][0], [told["id"]], "误并")
        assert Link.objects.count() == 1
        assert jingan.read(f"{REPORTS}/{told['id']}")["problems"] == []
