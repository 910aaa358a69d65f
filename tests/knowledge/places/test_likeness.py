"""Names and roads that are nearly those of known compounds, in composed words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.knowledge.complaint import PLACE_SURE
from huiyin.knowledge.places.gazetteer import Entry, Gazetteer
from huiyin.knowledge.places.likeness import Degree, Like, Likeness, is_telling
from huiyin.knowledge.places.reasons import Reason
from huiyin.knowledge.places.resolver import Candidate, Resolver
from huiyin.knowledge.places.sounds import sounds

ENTRIES = (
    Entry("begonia", "海棠花苑", "海棠路1201弄1-60号", "闵行区"),
    Entry("villa", "碧波湾(东区)", "碧波路7弄", "松江区"),
    Entry("village", "丁香三村", "丁香三村1-41号", "浦东新区"),
    Entry("estate", "春江新城木兰苑", "木兰路88弄", "静安区"),
    Entry("flats", "望江阁公寓", "望江路20弄", "黄浦区"),
    Entry("nine", "九龙府", "九龙路9弄", "宝山区"),
    Entry("street", "金桥街星河湾(公寓)", "星河路30弄", "静安区"),
    Entry("twin-1", "佳兰苑", "佳兰路1弄", "嘉定区"),
    Entry("twin-2", "嘉岚苑", "嘉岚路2弄", "嘉定区"),
    Entry("jade-1", "翠澜天地御苑", "翠澜路10弄", "黄浦区"),
    Entry("jade-2", "翠澜天地嘉苑", "翠澜路20弄", "黄浦区"),
    Entry("long", "阳光国际花苑", "阳光路40弄", "闵行区"),
    Entry("plain", "天乐小区", "天乐路4弄", "普陀区"),
    Entry("old-lane", "沿海中路816弄小区", "沿海中路816弄", "徐汇区"),
    Entry("shared-1", "静水新城三区", "漕浦路1467弄1-9号", "闵行区"),
    Entry("shared-2", "静水新城五区", "漕浦路1467弄10-20号", "闵行区"),
)


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver(Gazetteer(ENTRIES))


@pytest.mark.parametrize(
    ("text", "entry_id", "reason"),
    [
        # A character of the same sound, in a name or a road.
        ("闵行区海堂花苑8幢敲了承重墙", "begonia", Reason.NAME_ALIKE),
        ("闵行海棠话苑8幢敲了承重墙", "begonia", Reason.NAME_ALIKE),
        ("海棠话苑8幢敲了承重墙", "begonia", Reason.NAME_ALIKE),
        ("松江碧波湾(动区)8号302室群租", "villa", Reason.NAME_ALIKE),
        ("浦东新区丁乡三村33号楼401违建", "village", Reason.NAME_ALIKE),
        ("宝山区就龙府5号301室，房东隔成六间", "nine", Reason.NAME_ALIKE),
        ("闵行区海堂路1201弄8幢1202室群租", "begonia", Reason.LANE_ALIKE),
        ("投诉海的路1201弄8幢1202室群租", None, Reason.NOT_IN_GAZETTEER),
        ("投诉沿还中路816弄8幢1202室群租", "old-lane", Reason.LANE_ALIKE),
        ("漕普路1467弄12号401室群租", "shared-2", Reason.LANE_ALIKE),
        ("漕浦路1467弄净水新城五区401室群租", "shared-2", Reason.LANE_NAME),
        # A character left out.
        ("闵行区阳光国花苑5号楼902室群租", "long", Reason.NAME_ALIKE),
        ("阳光国花苑5号楼902室群租", "long", Reason.NAME_ALIKE),
        ("沿海路816弄8幢群租", None, Reason.NOT_IN_GAZETTEER),
        ("海中路816弄8幢群租", "old-lane", Reason.LANE_ALIKE),
        # More or less than the whole name, in the compound's own district.
        ("静安区木兰苑5号楼902室群租", "estate", Reason.NAME_PART),
        ("黄浦望江阁5号楼902室群租", "flats", Reason.NAME_PART),
        ("闵行区星光海棠花苑5号楼902室群租", "begonia", Reason.NAME_PART),
        ("静安区金桥街星河湾(商住楼)5号楼902室群租", "street", Reason.NAME_PART),
        ("浦东新区丁香三村(花木)5号楼902室群租", "village", Reason.NAME_PART),
        ("普陀区天乐5号楼902室群租", "plain", Reason.NAME_PART),
    ],
)
def test_a_slip_or_a_part_of_a_name_is_understood(
    resolver: Resolver, text: str, entry_id: str | None, reason: Reason
) -> None:
    resolution = resolver.resolve(text)

    assert (resolution.entry_id, resolution.reason) == (entry_id, reason)
    assert resolution.confidence == reason.confidence


@pytest.mark.parametrize(
    ("text", "rivals"),
    [
        # Two compounds sound so; a part that tells compounds apart; another district; nothing that points to the place.
        ("嘉定区佳岚苑8幢群租", ["twin-1"]),
        ("黄浦区翠澜天地苑8幢群租", ["jade-1"]),
        ("松江区碧波湾(西区)8幢群租", []),
        ("浦东新区丁香四村8幢群租", []),
        ("崇明区海堂花苑8幢群租", []),
        ("木兰苑8幢群租", ["estate"]),
        ("星光海棠花苑8幢群租", ["begonia"]),
        # What is left says only what kind of place it is.
        ("闵行区花苑8幢群租", []),
        ("浦东新区三村8幢群租", []),
        # A known name that goes on is another compound's.
        ("闵行区海棠花苑国际公寓8幢群租", []),
        ("浦东新区丁香三村四小区8幢群租", []),
    ],
)
def test_what_is_alike_by_chance_is_left_to_a_person(
    resolver: Resolver, text: str, rivals: list[str]
) -> None:
    resolution = resolver.resolve(text)

    assert resolution.entry_id is None
    assert sorted(rival.entry_id for rival in resolution.runners_up) == rivals


def test_a_road_that_the_list_has_is_not_taken_for_another_of_its_sound() -> None:
    resolver = Resolver(Gazetteer([*ENTRIES, Entry("sound", "海塘大厦", "海塘路5弄", "金山区")]))

    assert resolver.resolve("海塘路1201弄8幢群租").entry_id is None
    assert resolver.resolve("海潭路1201弄8幢群租").entry_id is None
    assert resolver.resolve("海唐路1201弄8幢群租").entry_id == "begonia"


def test_the_district_right_before_a_name_tells_namesakes_apart() -> None:
    resolver = Resolver(
        Gazetteer(
            [
                Entry("a", "金桂苑(青浦)", "金桂路5弄", "青浦区"),
                Entry("b", "金桂苑(宝山)", "银桂路9弄", "宝山区"),
            ]
        )
    )

    assert resolver.resolve("宝山金桂苑5号楼902群租").entry_id == "b"
    assert resolver.resolve("嘉定金桂苑5号楼902群租").reason is Reason.DISTRICT_CONFLICT
    assert resolver.resolve("金桂苑5号楼902群租").entry_id is None


def test_the_subdistrict_tells_namesakes_of_one_district_apart() -> None:
    resolver = Resolver(
        Gazetteer(
            [
                Entry("a", "金桂苑", "金桂路5弄", "闵行区", subdistrict="梅林街道"),
                Entry("b", "金桂苑", "银桂路9弄", "闵行区", subdistrict="云水镇"),
                Entry("c", "海棠花苑", "海棠路1弄", "闵行区", subdistrict="云水镇"),
                Entry("d", "海堂花苑", "海堂路1弄", "闵行区", subdistrict="梅林街道"),
            ]
        )
    )

    assert resolver.resolve("闵行区云水镇金桂苑5号楼902群租").entry_id == "b"
    assert resolver.resolve("梅林街道反映金桂苑5号楼902群租").entry_id == "a"
    assert resolver.resolve("云水金桂苑5号楼902群租").entry_id == "b"
    assert resolver.resolve("闵行区金桂苑5号楼902群租").entry_id is None
    assert resolver.resolve("闵行区金桂苑5号楼902群租，近云水").entry_id is None
    assert resolver.resolve("闵行区云水镇海唐花苑5号楼902群租").entry_id == "c"
    assert resolver.resolve("闵行区海唐花苑5号楼902群租").entry_id is None


def test_a_name_in_part_is_answered_but_a_person_looks_at_it(resolver: Resolver) -> None:
    assert resolver.resolve("静安区木兰苑5号楼902群租").confidence < PLACE_SURE
    assert resolver.resolve("闵行区海堂花苑8幢群租").confidence >= PLACE_SURE


def test_what_is_merely_like_says_nothing_against_a_known_address(resolver: Resolver) -> None:
    resolution = resolver.resolve("木兰苑8幢群租", address="海棠路1201弄")

    assert (resolution.entry_id, resolution.reason) == ("begonia", Reason.LANE)


def test_and_with_an_address_that_leaves_it_open_it_decides(resolver: Resolver) -> None:
    resolution = resolver.resolve("净水新城五区有人群租", address="漕浦路1467弄")

    assert resolution.entry_id == "shared-2"


def test_a_likeness_that_is_not_answered_is_named_as_runner_up(resolver: Resolver) -> None:
    resolution = resolver.resolve("木兰苑8幢群租")

    assert resolution.runners_up == (Candidate("estate", Reason.NOT_IN_GAZETTEER),)


class TestLikeness:
    def test_a_character_of_the_same_sound_is_enough_alone_unless_the_name_is_short(self) -> None:
        likeness = Likeness(["海棠花苑", "佳兰苑", "蓝天大厦"])

        assert likeness.of("海堂花苑") == [Like("海棠花苑", Degree.ALONE, heard=True, same_length=True)]
        assert likeness.of("佳蓝苑") == [Like("佳兰苑", Degree.HINT, heard=True, same_length=True)]

    def test_what_only_adorns_a_name_is_a_doubt(self) -> None:
        assert [like.degree for like in Likeness(["茂林花园"]).of("茂林花苑")] == [Degree.DOUBT]
        assert [like.degree for like in Likeness(["红梅雅苑"]).of("红梅苑")] == [Degree.DOUBT]

    def test_numerals_are_neither_left_out_nor_misheard(self) -> None:
        assert Likeness(["木兰12村"]).of("木兰1村") == []
        assert [like.degree for like in Likeness(["木兰1村"]).of("木兰依村")] == [Degree.HINT]

    def test_a_name_is_not_like_itself(self) -> None:
        assert Likeness(["海棠花苑"]).of("海棠花苑") == []

    @pytest.mark.parametrize("name", ["国际公寓", "4村小区", "2街坊", "花园", "12村"])
    def test_a_mere_kind_of_place_tells_nothing(self, name: str) -> None:
        assert not is_telling(name)

    @pytest.mark.parametrize("name", ["海棠花苑", "丁香3村", "星河湾", "望江阁"])
    def test_a_name_of_its_own_tells(self, name: str) -> None:
        assert is_telling(name)


class TestSounds:
    def test_characters_of_one_sound_are_one_whatever_the_tone(self) -> None:
        assert list(sounds("海棠")) == list(sounds("海堂")) == ["hai tang "]

    def test_a_character_of_two_readings_is_read_both_ways(self) -> None:
        assert sorted(sounds("长乐")) == ["chang le ", "chang yue ", "zhang le ", "zhang yue "]

    def test_a_digit_sounds_as_it_is_said_and_a_letter_stands_for_itself(self) -> None:
        assert list(sounds("9A")) == list(sounds("九A")) == ["jiu A"]

    @given(st.text(st.sampled_from("长乐重行都海棠花苑A1（*"), max_size=40))
    def test_there_are_never_more_than_sixteen_ways(self, text: str) -> None:
        assert 1 <= len(list(sounds(text))) <= 16
