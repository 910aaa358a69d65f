"""Loading compounds from a list."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.records.ledger.action import By
from huiyin.records.ledger.models import Entry
from huiyin.records.registry.actions.compounds import Loaded, load
from huiyin.records.registry.actions.firms import NewMandate, add_mandates
from huiyin.records.registry.actions.merging import merge
from huiyin.records.registry.csv_files import CompoundRow, Position
from huiyin.records.registry.models import Compound, Firm, Mandate, Unit

Refusing = Callable[[str], AbstractContextManager[object]]
ROW = CompoundRow(
    code="T1",
    name="梧桐苑",
    district="静安区",
    address="梧桐路18弄",
    subdistrict="大宁路街道",
    households=320,
    built=1998,
    firm="静安安居物业有限公司",
    position=Position(121.45, 31.27, 121.461, 31.276, "bd09"),
    aliases=("梧桐小区",),
    scope_units=("corps",),
    row=2,
)


def test_a_new_compound_is_known_with_all_that_the_list_says(registry: None, by: By) -> None:
    assert load(by, [ROW]) == Loaded(new=1)

    compound = Compound.objects.get(code="T1")
    assert (compound.name, compound.status, compound.address) == ("梧桐苑", "known", "梧桐路18弄")
    assert (compound.district.code, compound.subdistrict.name) == ("310106", "大宁路街道")  # type: ignore[union-attr]
    assert (compound.households, compound.built) == (320, 1998)
    assert (compound.longitude, compound.source_longitude, compound.source_system) == (
        121.45,
        121.461,
        "bd09",
    )
    assert compound.counting_unit.code == "jingan"
    assert list(compound.aliases.values_list("name", "source")) == [("梧桐小区", "list")]
    assert [scope.unit.code for scope in compound.scopes.all()] == ["corps"]


def test_since_when_a_listed_firm_manages_is_not_invented(registry: None, by: By) -> None:
    load(by, [ROW])

    mandate = Mandate.objects.get()
    assert (mandate.firm.name, mandate.from_date, mandate.until) == ("静安安居物业有限公司", None, None)


def test_the_same_list_again_changes_and_enters_nothing(registry: None, by: By) -> None:
    rows = [ROW, replace(ROW, code="T2", name="银杏苑", subdistrict="", row=3)]
    load(by, rows)
    entries = Entry.objects.count()

    assert load(by, rows) == Loaded(known=2)
    assert Entry.objects.count() == entries


def test_what_the_list_leaves_empty_stays(registry: None, by: By) -> None:
    load(by, [ROW])

    assert load(by, [CompoundRow(code="T1", name="梧桐苑", district="静安区")]) == Loaded(known=1)
    assert Compound.objects.get(code="T1").households == 320


def test_a_change_is_entered_with_the_new_values_only(registry: None, by: By) -> None:
    load(by, [ROW])

    assert load(by, [replace(ROW, households=321)]) == Loaded(changed=1)
    entry = Entry.objects.filter(record="compound").order_by("-id").first()
    assert entry is not None
    assert msgspec.json.decode(entry.content) == {"households": 321}


def test_a_compound_that_moves_district_loses_its_subdistrict_and_counts_there(
    registry: None, by: By
) -> None:
    load(by, [ROW])
    load(by, [replace(ROW, district="普陀区", subdistrict="")])

    compound = Compound.objects.get(code="T1")
    assert compound.counting_unit.code == "putuo"
    assert compound.subdistrict is None


def test_a_counting_unit_that_somebody_chose_stays_when_the_district_changes(registry: None, by: By) -> None:
    load(by, [replace(ROW, counting_unit="lingang")])
    load(by, [replace(ROW, district="普陀区", subdistrict="")])

    assert Compound.objects.get(code="T1").counting_unit.code == "lingang"


def test_another_firm_ends_the_mandate_the_day_before(registry: None, by: By) -> None:
    load(by, [ROW])

    assert load(by, [replace(ROW, firm="普陀安居物业有限公司")]) == Loaded(changed=1)
    spans = [(m.firm.name, m.from_date, m.until) for m in Mandate.objects.order_by("pk")]
    assert spans == [
        ("静安安居物业有限公司", None, date(2022, 7, 3)),
        ("普陀安居物业有限公司", date(2022, 7, 4), None),
    ]


def test_a_firm_corrected_on_the_same_day_leaves_no_empty_mandate(registry: None, by: By) -> None:
    load(by, [ROW])
    load(by, [replace(ROW, firm="普陀安居物业有限公司")])
    load(by, [replace(ROW, firm="长宁安居物业有限公司")])

    assert [m.firm.name for m in Mandate.objects.order_by("pk")] == [
        "静安安居物业有限公司",
        "长宁安居物业有限公司",
    ]


def test_a_listed_firm_manages_only_until_the_next_mandate_that_is_known(registry: None, by: By) -> None:
    load(by, [replace(ROW, firm="")])
    compound = Compound.objects.get(code="T1")
    firm = Firm.objects.create(name="长宁安居物业有限公司")
    add_mandates(by, [NewMandate(compound.pk, firm.pk, date(2023, 1, 1))])

    load(by, [ROW])

    mine = Mandate.objects.exclude(firm=firm).get()
    assert (mine.from_date, mine.until) == (None, date(2022, 12, 31))


def test_a_merged_compound_stays_merged_and_untouched(registry: None, by: By) -> None:
    load(by, [ROW, replace(ROW, code="T2", name="梧桐苑二", row=3)])
    one, two = Compound.objects.order_by("code")
    merge(by, two.pk, one.pk, "同一小区")

    assert load(by, [ROW, replace(ROW, code="T2", name="别名", row=3)]) == Loaded(known=1, merged=1)
    assert Compound.objects.get(code="T2").name == "梧桐苑二"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (replace(ROW, subdistrict="长寿路街道"), "第2行“subdistrict”：静安区没有“长寿路街道”"),
        (replace(ROW, neighbourhood="不存在居委会"), "第2行“neighbourhood”：大宁路街道没有“不存在居委会”"),
        (replace(ROW, counting_unit="xx"), "第2行“counting_unit”：没有代码为“xx”的单位"),
        (replace(ROW, scope_units=("yy",)), "第2行“scope_units”：没有代码为“yy”的单位"),
    ],
)
def test_a_row_that_names_what_does_not_exist_stops_the_whole_list(
    registry: None, by: By, refusing: Refusing, row: CompoundRow, message: str
) -> None:
    with refusing(message):
        load(by, [replace(ROW, code="T0", row=1), row])

    assert not Compound.objects.exists()


@pytest.mark.django_db
def test_loading_before_set_up_says_what_to_do(by: By, refusing: Refusing) -> None:
    with refusing("请先初始化登记册"):
        load(by, [ROW])


def test_the_number_of_statements_does_not_grow_with_the_list(registry: None, by: By) -> None:
    def rows(count: int, offset: int) -> list[CompoundRow]:
        names = range(offset, offset + count)
        return [
            replace(ROW, code=f"L{i}", name=f"枫林苑{i}期", firm=f"枫林第{i}物业公司", aliases=())
            for i in names
        ]

    def statements(work: Callable[[], object]) -> int:
        with CaptureQueriesContext(connection) as queries:
            work()
        return len(queries)

    load(by, rows(1, 50))
    few = statements(lambda: load(by, rows(2, 0)))
    many = statements(lambda: load(by, rows(30, 100)))
    assert many == few


def test_the_day_of_loading_is_shanghais(registry: None) -> None:
    late = By("zhou", datetime(2022, 7, 4, 20, tzinfo=UTC), "cli")
    load(late, [ROW])
    load(late, [replace(ROW, firm="普陀安居物业有限公司")])

    assert Mandate.objects.order_by("-pk")[0].from_date == date(2022, 7, 5)


def test_units_of_the_list_are_found_by_code(registry: None, by: By) -> None:
    load(by, [replace(ROW, counting_unit="ftz")])

    assert Compound.objects.get().counting_unit == Unit.objects.get(code="ftz")
