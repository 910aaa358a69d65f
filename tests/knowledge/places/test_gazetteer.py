from pathlib import Path

import pytest

from huiyin.knowledge.places.gazetteer import Entry, Gazetteer, GazetteerError, Strength, core, read_csv

HEADER = "id,name,address,district\n"


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    file = path / "compounds.csv"
    file.write_bytes(text.encode(encoding))
    return file


def ids(gazetteer: Gazetteer, name: str) -> list[tuple[str, Strength]]:
    return [(named.entry.id, named.strength) for named in gazetteer.named(name)]


def entry(entry_id: str, name: str, address: str = "", district: str = "闵行区", *aliases: str) -> Entry:
    return Entry(entry_id, name, address, district, aliases)


class TestReadingAFile:
    def test_rows_become_entries_with_bom_extra_columns_and_former_districts(self, tmp_path: Path) -> None:
        file = write(
            tmp_path,
            'id,built,name,address,district,aliases\nC1,1998,海棠花苑,"海棠路12弄,海棠路14弄",闸北区,老海棠|海棠苑\n',
            "utf-8-sig",
        )

        assert read_csv(file) == [
            Entry("C1", "海棠花苑", "海棠路12弄,海棠路14弄", "静安区", ("老海棠", "海棠苑"))
        ]

    def test_a_subdistrict_may_be_given(self, tmp_path: Path) -> None:
        file = write(tmp_path, "id,name,address,district,subdistrict\nC1,海棠花苑,,闵行区,云水镇\n")

        assert read_csv(file) == [Entry("C1", "海棠花苑", "", "闵行区", subdistrict="云水镇")]

    def test_an_empty_address_is_allowed(self, tmp_path: Path) -> None:
        assert read_csv(write(tmp_path, HEADER + "C1,海棠花苑,,闵行区\n")) == [entry("C1", "海棠花苑")]

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("id,name,address\n", "row 1: column 'district' is missing"),
            ("", "row 1: column 'id' is missing; the header has nothing"),
            (HEADER + "C1,海棠花苑,,闵行区\nC2,,,闵行区\n", "row 3: column 'name' is empty"),
            (HEADER + "C1,海棠花苑,,闵行区\nC1,木兰苑,,闵行区\n", "row 3: column 'id' repeats 'C1' of row 2"),
            (HEADER + "C1,海棠花苑,,临海区\n", "row 2: column 'district' has '临海区'"),
        ],
    )
    def test_a_fault_is_named_with_row_and_column(self, tmp_path: Path, text: str, message: str) -> None:
        with pytest.raises(GazetteerError) as refused:
            read_csv(write(tmp_path, text))
        zh, _, en = str(refused.value).partition(" / ")
        assert en.startswith(f"compounds.csv, {message}")
        row = message.partition(":")[0].removeprefix("row ")
        assert zh.startswith(f"compounds.csv 第 {row} 行：")

    def test_what_is_no_table_is_refused_in_one_line_with_what_to_do(self, tmp_path: Path) -> None:
        with pytest.raises(GazetteerError, match=r"^compounds\.csv 不是可读的 CSV.* save it as UTF-8 CSV$"):
            read_csv(write(tmp_path, HEADER + "C1,海棠" + "花" * 140_000 + "\n"))
        with pytest.raises(GazetteerError) as refused:
            read_csv(write(tmp_path, f'"{{\n{"x" * 5_000}"\n'))
        assert "\n" not in str(refused.value)
        assert len(str(refused.value)) < 600

    def test_a_file_in_another_encoding_is_refused_with_what_to_do(self, tmp_path: Path) -> None:
        with pytest.raises(GazetteerError, match=r"compounds\.csv: not UTF-8 .* save it as UTF-8 CSV"):
            read_csv(write(tmp_path, HEADER + "C1,海棠花苑,,闵行区\n", "gb18030"))


class TestLanes:
    def test_all_lanes_of_an_address_lead_to_the_compound_and_shared_ones_to_each(self) -> None:
        gazetteer = Gazetteer(
            [entry("C1", "海棠一区", "海棠路12,14弄1-9号"), entry("C2", "海棠二区", "海棠路14弄10-20号")]
        )

        assert [posting.entry.id for posting in gazetteer.at_lane("海棠路", "12")] == ["C1"]
        assert [(p.entry.id, p.access.has(12)) for p in gazetteer.at_lane("海棠路", "14")] == [
            ("C1", False),
            ("C2", True),
        ]
        assert gazetteer.at_lane("海棠路", "15") == ()

    def test_a_house_on_the_road_is_found_only_where_the_address_has_it(self) -> None:
        gazetteer = Gazetteer([entry("C1", "木兰大厦", "木兰路101-109号(单)")])

        assert [posting.entry.id for posting in gazetteer.at_number("木兰路", 103)] == ["C1"]
        assert gazetteer.at_number("木兰路", 104) == ()

    def test_an_address_in_the_brackets_of_a_name_is_a_way_in(self) -> None:
        gazetteer = Gazetteer([entry("C1", "馨兰园(菊香街1280弄)", "菊香街1290弄")])

        assert [posting.entry.id for posting in gazetteer.at_lane("菊香街", "1280")] == ["C1"]


class TestNames:
    def test_spellings_that_differ_in_width_brackets_or_numerals_are_one_name(self) -> None:
        gazetteer = Gazetteer([entry("C1", "海棠新村（二期）")])

        for name in ("海棠新村(二期)", "海棠新村二期", "海棠新村2期", "海棠新村 （２期）"):
            assert ids(gazetteer, name) == [("C1", Strength.NAME)]

    def test_without_its_part_a_name_is_never_enough(self) -> None:
        gazetteer = Gazetteer([entry("C1", "海棠新村(南区)")])

        assert ids(gazetteer, "海棠新村") == [("C1", Strength.PART)]
        assert ids(gazetteer, "海棠新村(北区)") == []

    def test_a_kind_of_flat_or_a_district_in_brackets_need_not_be_said(self) -> None:
        gazetteer = Gazetteer([entry("C1", "木兰城(公寓)"), entry("C2", "丁香苑(青浦)")])

        assert ids(gazetteer, "木兰城") == [("C1", Strength.ALIAS)]
        assert ids(gazetteer, "木兰城(别墅)") == [("C1", Strength.ALIAS)]
        assert ids(gazetteer, "丁香苑") == [("C2", Strength.ALIAS)]

    def test_a_name_in_the_lists_own_spelling_hides_weaker_readings(self) -> None:
        gazetteer = Gazetteer(
            [entry("C1", "木兰城(公寓)"), entry("C2", "木兰城(别墅)"), entry("C3", "木兰城")]
        )

        assert ids(gazetteer, "木兰城") == [("C3", Strength.NAME)]
        assert ids(gazetteer, "木兰城(别墅)") == [("C2", Strength.NAME)]

    def test_namesakes_are_all_given(self) -> None:
        gazetteer = Gazetteer([entry("C1", "丁香苑(青浦)"), entry("C2", "丁香苑(宝山)")])

        assert ids(gazetteer, "丁香苑") == [("C1", Strength.ALIAS), ("C2", Strength.ALIAS)]

    def test_the_citys_name_before_and_the_word_for_compound_behind_may_be_left_out(self) -> None:
        gazetteer = Gazetteer([entry("C1", "上海海棠城"), entry("C2", "金木园小区"), entry("C3", "丁香三村")])

        assert ids(gazetteer, "海棠城") == [("C1", Strength.ALIAS)]
        assert ids(gazetteer, "金木园") == [("C2", Strength.ALIAS)]
        assert [found for found, _ in ids(gazetteer, "丁香三村小区")] == ["C3"]

    def test_aliases_of_the_list_are_aliases(self) -> None:
        assert ids(Gazetteer([entry("C1", "海棠花苑", "", "闵行区", "老海棠")]), "老海棠") == [
            ("C1", Strength.ALIAS)
        ]

    def test_the_longest_name_in_a_text_is_marked(self) -> None:
        gazetteer = Gazetteer(
            [entry("C1", "海棠花苑"), entry("C2", "海棠花苑二期"), entry("C3", "丁香路12弄小区")]
        )

        assert gazetteer.name_spans("在海棠花苑二期和丁香路12弄小区") == [(1, 7)]


def test_a_district_has_its_compounds_under_any_of_its_names() -> None:
    gazetteer = Gazetteer([entry("C1", "海棠花苑", "", "静安区"), entry("C2", "木兰苑", "", "浦东新区")])

    assert [found.id for found in gazetteer.in_district("闸北")] == ["C1"]
    assert [found.id for found in gazetteer.in_district("浦东")] == ["C2"]
    assert gazetteer.in_district("临海") == ()


def test_entries_are_found_by_id() -> None:
    gazetteer = Gazetteer([entry("C1", "海棠花苑")])

    assert gazetteer.get("C1") == entry("C1", "海棠花苑")
    assert gazetteer.get("C2") is None
    assert len(gazetteer) == 1


def test_a_core_is_the_same_however_often_it_is_taken() -> None:
    assert core("木兰城（二期公寓）") == "木兰城2期"
    assert core(core("木兰城（二期公寓）")) == "木兰城2期"
