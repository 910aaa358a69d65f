import msgspec
import pytest

from huiyin.knowledge.complaint import Complaint, ComplaintReader
from huiyin.knowledge.language.reading import Reading
from huiyin.knowledge.places.mention import Mention
from huiyin.knowledge.places.reasons import Reason
from huiyin.knowledge.places.resolver import Resolution
from huiyin.records.reports.incoming import Place
from huiyin.records.reports.routing import placed, waits_for

READER = ComplaintReader()
WRONG = "有人违法搭建"


def reading() -> Reading:
    read = READER.read(f"投诉丁香花园6号楼{WRONG}").reading
    assert read.sure
    assert read.violations
    return read


def saying(compound: str | None, road: str | None) -> Complaint:
    mention = Mention(compound, road, building="6号楼", room="302室")
    return Complaint(reading(), Resolution(None, 0.0, Reason.NOT_IN_GAZETTEER, (), mention), "test-1")


def test_a_plausible_place_that_the_gazetteer_lacks_waits_for_nobody() -> None:
    complaint = saying("丁香花园", "木兰路１２弄")
    place = placed(complaint)

    assert place == Place(
        provisional_key="丁香花园|木兰路|12弄",
        provisional_name="丁香花园",
        provisional_road="木兰路１２弄",
        building="6",
        room="302",
    )
    assert waits_for(complaint, place) == ""


@pytest.mark.parametrize(
    ("compound", "road"),
    [
        ("10号和", None),
        ("发现", None),
        ("商铺", "木兰南路239号"),
        ("富丽花园", "7年11月发现海口市龙华区金茂西路1号"),
        (None, "人违法搭建博山路78弄"),
    ],
)
def test_what_does_not_look_like_a_place_waits_for_a_person_and_makes_no_compound(
    compound: str | None, road: str | None
) -> None:
    complaint = saying(compound, road)
    place = placed(complaint)

    assert place == Place(building="6", room="302")
    assert waits_for(complaint, place) == "place"


@pytest.mark.parametrize(
    ("compound", "road"),
    [
        ("张先生13800001234丁香花园", None),
        ("张先生丁香花园", None),
        ("电话138-0000-1234 丁香花园", None),
        ("一三八零零零零一二三四丁香花园", None),
        ("丁香花园", "木兰路13800001234弄"),
        (None, "木兰路６２１２３４５６７弄"),
    ],
)
def test_a_caller_beside_a_compounds_name_makes_no_compound(compound: str | None, road: str | None) -> None:
    complaint = saying(compound, road)
    place = placed(complaint)

    assert place == Place(building="6", room="302")
    assert waits_for(complaint, place) == "place"


def test_a_telephone_is_no_door() -> None:
    mention = Mention("丁香花园", None, building="13800001234号楼", unit="6212345单元", room="302室")
    place = placed(
        Complaint(reading(), Resolution(None, 0.0, Reason.NOT_IN_GAZETTEER, (), mention), "test-1")
    )

    assert (place.building, place.unit, place.room) == ("", "", "302")


def test_a_street_without_lane_or_name_makes_no_compound() -> None:
    complaint = saying(None, "木兰路12号")
    place = placed(complaint)

    assert place == Place(building="6", room="302")
    assert waits_for(complaint, place) == "place"


def outside_of(compound_id: str | None, confidence: float) -> Complaint:
    mention = Mention("丁香花园", "木兰路12弄", building="6号楼")
    reason = Reason.NAME if compound_id else Reason.NOT_IN_GAZETTEER
    elsewhere = msgspec.structs.replace(reading(), scope="elsewhere")
    return Complaint(elsewhere, Resolution(compound_id, confidence, reason, (), mention), "test-1")


@pytest.mark.parametrize(
    ("compound_id", "confidence", "waits"),
    [("7", 0.8, "reading"), ("7", 0.79, "outside"), (None, 0.0, "outside")],
    ids=["known-for-sure", "known-perhaps", "not-known"],
)
def test_a_wrong_elsewhere_at_a_compound_that_is_known_for_sure_waits_for_who_reads(
    compound_id: str | None, confidence: float, waits: str
) -> None:
    complaint = outside_of(compound_id, confidence)
    assert waits_for(complaint, placed(complaint)) == waits


def test_what_complains_of_no_wrong_is_outside_wherever_it_is() -> None:
    complaint = outside_of("7", 0.99)
    none = msgspec.structs.replace(
        complaint, reading=msgspec.structs.replace(complaint.reading, violations=())
    )
    assert waits_for(none, placed(none)) == "outside"
