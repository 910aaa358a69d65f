"""A single order is pasted: read, shown to be confirmed, received as the fields of a row."""

from __future__ import annotations

import re
from types import ModuleType

import pytest
from django.test import Client

from desk import rows, signed_in
from huiyin.records.reports.identity import identities
from huiyin.records.reports.models import Report
from huiyin.records.reports.numbering import HOTLINE

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("home_of_its_own", "two_hours_later"),
]


def test_a_pasted_order_becomes_a_report_that_says_nothing_of_the_telephone(desk: ModuleType) -> None:
    client, account = signed_in("clerk", "clerk")
    answer = client.post(
        "/imports/paste/",
        {
            "channel": "hotline",
            "number": "P1",
            "text": rows.OTHER_ROOM,
            "phone": "13911112222",
            "received": "2022-09-14",
        },
    )
    report = Report.objects.get(number="P1")
    assert answer["Location"] == f"/reports/{report.pk}/"
    assert (report.unit_id, report.fate) == (account.unit_id, "linked")
    page = client.get(answer["Location"]).content.decode()
    assert "13911112222" not in page


def test_a_pasted_order_with_an_impossible_date_is_refused_at_its_field(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    answer = client.post(
        "/imports/paste/", {"channel": "hotline", "number": "P1", "text": "x" * 20, "received": "2022-02-31"}
    )
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not Report.objects.filter(number="P1").exists()


def test_the_same_order_pasted_twice_is_one_report(desk: ModuleType) -> None:
    client, _ = signed_in("clerk", "clerk")
    told = {"channel": "hotline", "number": "P1", "text": rows.OTHER_ROOM}
    client.post("/imports/paste/", told)
    client.post("/imports/paste/", told)
    assert Report.objects.filter(number="P1").count() == 1


class TestPastedOrder:
    ORDER = (
        "工单编号：20220914000503\n来电时间：2022-09-14 10:05:00\n来电人：欧阳砚秋　联系电话：13911112222\n"
        f"办理时限：2022-09-19\n内容：{rows.OTHER_ROOM}"
    )

    def looked_at(self, client: Client, **told: str) -> tuple[str, str]:
        """The page that tells what was read, and the mark of what it shows."""
        answer = client.post("/imports/paste/", {"channel": "hotline", "text": self.ORDER, **told})
        assert answer.status_code == 200
        page = answer.content.decode()
        (mark,) = re.findall(r'name="mark" value="(\w+)"', page)
        return page.split('id="read-out"')[1].split("</dl>")[0], mark

    def test_its_lines_are_read_shown_and_received_as_the_fields_of_a_row(self, desk: ModuleType) -> None:
        client, _ = signed_in("clerk", "clerk")
        shown, mark = self.looked_at(client)
        assert not Report.objects.filter(number="20220914000503").exists()
        assert ("20220914000503" in shown, "2022-09-19" in shown) == (True, True)
        assert shown.count("已读出，加密保存，不显示") == 2
        assert ("欧阳砚秋" in shown, "13911112222" in shown) == (False, False)

        client.post("/imports/paste/", {"channel": "hotline", "text": self.ORDER, "mark": mark})
        report = Report.objects.get(number="20220914000503")
        versions = client.get(f"/reports/{report.pk}/").content.decode().partition("来件版本")[2]
        assert versions.index("录入") < versions.index("</section>")
        assert "接口或更正" not in versions
        assert (report.source, report.text) == (HOTLINE, rows.OTHER_ROOM)
        assert (str(report.created_on), str(report.handle_due), report.handle_due_given) == (
            "2022-09-14",
            "2022-09-19",
            True,
        )
        assert report.caller is not None
        assert report.reply.state == "waiting"
        assert {(one.field, one.value) for one in identities([report.pk])[report.pk]} == {
            ("reporter_name", "欧阳砚秋"),
            ("phone", "13911112222"),
        }

    def test_it_is_the_report_that_was_typed_or_comes_again(self, desk: ModuleType) -> None:
        client, _ = signed_in("clerk", "clerk")
        client.post(
            "/imports/paste/", {"channel": "hotline", "number": "20220914000503", "text": rows.OTHER_ROOM}
        )
        _, mark = self.looked_at(client)
        for _ in range(2):
            client.post("/imports/paste/", {"channel": "hotline", "text": self.ORDER, "mark": mark})
        report = Report.objects.get(number="20220914000503")
        assert str(report.handle_due) == "2022-09-19"

    def test_a_time_before_the_year_2000_is_refused_at_its_own_field_too(self, desk: ModuleType) -> None:
        client, _ = signed_in("clerk", "clerk")
        told = {"channel": "hotline", "text": self.ORDER.replace("2022-09-14 10:05", "1900-01-01 10:05")}
        answer = client.post("/imports/paste/", told)
        assert answer.status_code == 400
        assert re.search(r'<input[^>]*name="received"[^>]*aria-invalid="true"', answer.content.decode())
        client.post("/imports/paste/", {**told, "received": "2022-09-14"})
        assert not Report.objects.filter(number="20220914000503").exists()

    def test_a_name_is_hidden_where_the_text_says_it_too(self, desk: ModuleType) -> None:
        client, _ = signed_in("clerk", "clerk")
        told = {"channel": "hotline", "text": self.ORDER.replace("市民来电", "市民欧阳砚秋来电")}
        page = client.post("/imports/paste/", told).content.decode()
        (mark,) = re.findall(r'name="mark" value="(\w+)"', page)
        shown = page.split('id="read-out"')[1].split("</dl>")[0]
        assert ("欧阳砚秋" in shown, "市民欧***来电" in shown) == (False, True)
        client.post("/imports/paste/", {**told, "mark": mark})
        assert Report.objects.get(number="20220914000503").text.startswith("市民欧***来电反映")

    def test_what_is_typed_counts_before_what_is_pasted_and_the_page_says_so(self, desk: ModuleType) -> None:
        client, _ = signed_in("clerk", "clerk")
        shown, mark = self.looked_at(client, number="20220914000999")
        assert shown.count("下面已填写这一项，以填写的为准") == 1
        told = {"channel": "hotline", "text": self.ORDER, "number": "20220914000999", "mark": mark}
        client.post("/imports/paste/", told)
        assert [one.number for one in Report.objects.filter(text=rows.OTHER_ROOM)] == ["20220914000999"]

    def test_what_was_changed_since_it_was_looked_at_is_shown_again(self, desk: ModuleType) -> None:
        client, _ = signed_in("clerk", "clerk")
        _, mark = self.looked_at(client)
        other, _ = self.looked_at(client, mark=mark, address="云帆路90弄")
        assert "云帆路" not in other.split("<dt>")[1]
        assert not Report.objects.filter(number="20220914000503").exists()

    def test_a_time_that_cannot_be_is_refused_by_name_and_nothing_is_kept(self, desk: ModuleType) -> None:
        client, _ = signed_in("clerk", "clerk")
        told = {"channel": "hotline", "text": self.ORDER + "\n派单时间：2030-01-01"}
        answer = client.post("/imports/paste/", told)
        assert answer.status_code == 400
        page = answer.content.decode()
        assert "派单时间：“2030-01-01”晚于收件时间" in page
        # At the first look already, beside what was read; what cannot be taken is not there to be confirmed.
        read_out = page.split('id="read-out"')[1].split("</dl>")[0]
        assert "“2030-01-01”晚于收件时间" in read_out.split("派单时间")[1]
        assert ('name="mark"' in page, "核对无误，收下" in page) == (False, False)
        assert not Report.objects.filter(number="20220914000503").exists()

    def test_several_orders_at_once_are_led_to_the_import(self, desk: ModuleType) -> None:
        client, _ = signed_in("clerk", "clerk")
        text = "编号\t地址\t内容\n1\t云帆路\t甲\n2\t听潮路\t乙"
        answer = client.post("/imports/paste/", {"channel": "hotline", "text": text})
        assert answer.status_code == 400
        assert "多件请存成文件" in answer.content.decode()

    def test_a_text_that_is_too_long_is_refused_and_not_cut(self, desk: ModuleType) -> None:
        client, _ = signed_in("clerk", "clerk")
        answer = client.post("/imports/paste/", {"channel": "hotline", "text": "字" * 20_001})
        page = answer.content.decode()
        assert answer.status_code == 400
        assert "内容有 20001 个字符，超过上限 20000" in page
        assert "字" * 20_001 in page
        textarea = page.split("<textarea")[1].split(">")[0]
        assert "maxlength" not in textarea

    def test_zero_bytes_are_dropped_as_from_files(self, desk: ModuleType) -> None:
        client, _ = signed_in("clerk", "clerk")
        client.post(
            "/imports/paste/", {"channel": "hotline", "number": "P\x001", "text": f"\x00{rows.OTHER_ROOM}"}
        )
        assert Report.objects.get(number="P1").text == rows.OTHER_ROOM
