import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.knowledge.places.gazetteer import Entry, Gazetteer
from huiyin.knowledge.places.mention import Mention
from huiyin.knowledge.places.reasons import Reason
from huiyin.knowledge.places.resolver import Candidate, Resolver

ENTRIES = (
    Entry("lane", "海棠花苑", "海棠路1201弄1-60号", "闵行区"),
    Entry("gates", "木兰公寓", "木兰路88弄,木兰路90弄", "静安区"),
    Entry("shared-1", "静水新城三区", "漕宝路1467弄1-9号", "闵行区"),
    Entry("shared-2", "静水新城五区", "漕宝路1467弄10-20号", "闵行区"),
    Entry("number", "望江大厦", "望江路101-109号(单)", "黄浦区"),
    Entry("village", "丁香三村", "丁香三村1-41号", "浦东新区"),
    Entry("twin-1", "金桂苑(青浦)", "金桂路5弄", "青浦区"),
    Entry("twin-2", "金桂苑(宝山)", "银桂路9弄", "宝山区"),
    Entry("part", "碧波湾(南区)", "碧波路7弄", "松江区"),
    Entry("kind", "云锦城(公寓)", "云锦路11弄", "嘉定区"),
    Entry("road", "新泾路20弄小区", "新泾路20弄", "长宁区"),
)


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver(Gazetteer(ENTRIES))


@pytest.mark.parametrize(
    ("text", "entry_id", "reason"),
    [
        ("闵行区海棠路1201弄8幢1202室群租", "lane", Reason.LANE),
        ("投诉海棠路一二零幺弄8号底楼开店", "lane", Reason.LANE),
        ("木兰路９０弄３号有人违建", "gates", Reason.LANE),
        ("海棠路1201弄海棠花苑8幢敲了承重墙", "lane", Reason.LANE_NAME),
        ("漕宝路1467弄12号401室群租", "shared-2", Reason.LANE_HOUSE),
        ("漕宝路1467弄静水新城五区3号群租", "shared-2", Reason.LANE_NAME),
        ("望江路103号楼顶搭了阳光房", "number", Reason.NUMBER),
        ("市民来电反映：浦东丁香三村33号楼401违建", "village", Reason.NAME),
        ("丁香3村33号楼401违建", "village", Reason.NAME),
        ("丁香三村小区33号楼401违建", "village", Reason.ALIAS),
        ("嘉定云锦城32号1室违建", "kind", Reason.ALIAS),
        ("宝山区金桂苑5号楼902群租", "twin-2", Reason.ALIAS),
        ("普陀新泾路20弄小区4号乱扔垃圾", "road", Reason.LANE),
    ],
)
def test_one_compound_that_fits_is_the_answer(
    resolver: Resolver, text: str, entry_id: str, reason: Reason
) -> None:
    resolution = resolver.resolve(text)

    assert (resolution.entry_id, resolution.reason) == (entry_id, reason)
    assert resolution.confidence == reason.confidence >= 0.9
    assert resolution.runners_up == ()


@pytest.mark.parametrize(
    ("text", "reason", "runners_up"),
    [
        ("漕宝路1467弄301室群租", Reason.AMBIGUOUS_LANE, ["shared-1", "shared-2"]),
        ("漕宝路1467弄55号301室群租", Reason.AMBIGUOUS_LANE, ["shared-1", "shared-2"]),
        ("金桂苑5号楼902群租", Reason.AMBIGUOUS_NAME, ["twin-1", "twin-2"]),
        ("碧波湾5号楼902群租", Reason.AMBIGUOUS_NAME, ["part"]),
        ("碧波湾(北区)5号楼902群租", Reason.NOT_IN_GAZETTEER, []),
        ("崇明区海棠路1201弄8幢群租", Reason.DISTRICT_CONFLICT, ["lane"]),
        ("海棠路1201弄木兰公寓8幢群租", Reason.CONFLICT, ["lane", "gates"]),
        ("枫林路3弄木兰公寓8幢群租", Reason.CONFLICT, ["gates"]),
        ("海棠路1203弄8幢群租", Reason.NOT_IN_GAZETTEER, []),
        ("大丁香三村33号楼违建", Reason.NOT_IN_GAZETTEER, []),
        ("木兰公寓壹号院5幢违建", Reason.NOT_IN_GAZETTEER, []),
        ("望江路104号楼顶违建", Reason.NOT_IN_GAZETTEER, []),
        ("海棠路上有人乱扔垃圾", Reason.NO_PLACE, []),
        ("楼道里停满了电瓶车", Reason.NO_PLACE, []),
    ],
)
def test_whatever_leaves_a_doubt_is_left_to_a_person(
    resolver: Resolver, text: str, reason: Reason, runners_up: list[str]
) -> None:
    resolution = resolver.resolve(text)

    assert resolution.entry_id is None
    assert resolution.confidence == 0.0
    assert resolution.reason == reason
    assert resolution.runners_up == tuple(Candidate(entry_id, reason) for entry_id in runners_up)


def test_the_orders_district_decides_between_namesakes(resolver: Resolver) -> None:
    assert resolver.resolve("金桂苑5号楼902群租", district="青浦").entry_id == "twin-1"
    assert resolver.resolve("金桂苑5号楼902群租", district="临海区").entry_id is None


def test_a_former_district_is_the_present_one(resolver: Resolver) -> None:
    assert resolver.resolve("闸北区木兰路88弄3号违建").entry_id == "gates"
    assert resolver.resolve("木兰路88弄3号违建", district="闸北区").entry_id == "gates"


class TestTheOrdersOwnAddress:
    def test_places_a_text_that_names_none(self, resolver: Resolver) -> None:
        resolution = resolver.resolve("楼上402室在敲承重墙", address="海棠路1201弄8号")

        assert (resolution.entry_id, resolution.reason) == ("lane", Reason.LANE)
        assert (resolution.mention.road, resolution.mention.building) == ("海棠路1201弄", "8号")

    def test_and_the_text_together_are_surer_than_either(self, resolver: Resolver) -> None:
        resolution = resolver.resolve("海棠花苑8号群租", address="海棠路1201弄")

        assert (resolution.entry_id, resolution.reason) == ("lane", Reason.LANE_NAME)
        assert resolution.mention == Mention("海棠花苑", "海棠路1201弄", "8号")

    def test_leaves_open_which_compound_of_a_lane_and_the_texts_name_decides(
        self, resolver: Resolver
    ) -> None:
        resolution = resolver.resolve("静水新城三区有人群租", address="漕宝路1467弄")

        assert (resolution.entry_id, resolution.reason) == ("shared-1", Reason.NAME)

    def test_against_the_text_is_a_conflict(self, resolver: Resolver) -> None:
        resolution = resolver.resolve("木兰公寓8号群租", address="海棠路1201弄")

        assert (resolution.entry_id, resolution.reason) == (None, Reason.CONFLICT)
        assert resolution.runners_up == (Candidate("lane", Reason.LANE), Candidate("gates", Reason.NAME))

    def test_against_an_undecided_text_is_a_conflict(self, resolver: Resolver) -> None:
        resolution = resolver.resolve("金桂苑8号群租", address="海棠路1201弄")

        assert (resolution.entry_id, resolution.reason) == (None, Reason.CONFLICT)
        assert {rival.entry_id for rival in resolution.runners_up} == {"lane", "twin-1", "twin-2"}

    def test_that_is_blank_says_nothing(self, resolver: Resolver) -> None:
        text = "海棠路1201弄8幢群租"

        assert resolver.resolve(text, address="  ") == resolver.resolve(text)


def test_a_compound_whose_district_is_unknown_may_lie_in_any() -> None:
    resolver = Resolver(Gazetteer([Entry("c", "海棠花苑", "海棠路1201弄", "")]))

    assert resolver.resolve("闵行区海棠路1201弄3号违建").entry_id == "c"


def test_without_a_gazetteer_the_parts_are_still_read() -> None:
    resolution = Resolver(Gazetteer(())).resolve("丁香花园6号楼402室违建")

    assert resolution.reason is Reason.NOT_IN_GAZETTEER
    assert resolution.mention == Mention("丁香花园", building="6号楼", room="402室")


def test_every_reason_has_its_wording_and_only_answers_have_confidence() -> None:
    answers = {
        Reason.LANE_NAME,
        Reason.LANE,
        Reason.LANE_HOUSE,
        Reason.NUMBER,
        Reason.NAME,
        Reason.ALIAS,
        Reason.LANE_ALIKE,
        Reason.NAME_ALIKE,
        Reason.NAME_PART,
    }

    for reason in Reason:
        assert reason.zh
        assert reason.en.isascii()
        assert (reason.confidence > 0) == (reason in answers)


@pytest.mark.parametrize(
    "text",
    [
        "海棠路" + "1" * 5000 + "号",
        "漕宝路1467弄" + "1" * 5000 + "号",
        "一" * 5000 + "号楼",
        "A栋" * 5000,
        "1、" * 5000,
        "A" + " " * 200_000 + "1",
        "路" + "\u200b" * 200_000 + "B",
        "海1村" * 200_000,
        "三期二区" * 200_000,
    ],
)
def test_endless_numbers_and_lists_are_read_like_any_text(resolver: Resolver, text: str) -> None:
    assert resolver.resolve(text).entry_id is None


@given(
    st.lists(
        st.sampled_from(
            [
                "海棠路",
                "1201弄",
                "海棠花苑",
                "(",
                ")",
                "1",
                "号楼",
                "、",
                "-",
                "302",
                "室",
                "*",
                "一",
                "长",
                "区",
                "闵行",
                " ",
            ]
        ),
        max_size=30,
    ).map("".join)
)
def test_whatever_is_said_the_answer_names_a_compound_or_none(resolver: Resolver, text: str) -> None:
    resolution = resolver.resolve(text)

    assert resolution.confidence == resolution.reason.confidence
    assert (resolution.entry_id is None) == (resolution.confidence == 0.0)
    assert resolution.entry_id not in {rival.entry_id for rival in resolution.runners_up}
