"""Why a place was or was not recognised, in codes that stay, with the wording that people read."""

from enum import StrEnum


class Reason(StrEnum):
    """The reason of a resolution: a stable code, `zh` and `en` for people, and whether it comes with an answer."""

    LANE_NAME = "lane+name"
    LANE = "lane"
    LANE_HOUSE = "lane+house"
    NUMBER = "number"
    NAME = "name"
    ALIAS = "alias"
    LANE_ALIKE = "lane-alike"
    NAME_ALIKE = "name-alike"
    NAME_PART = "name-part"
    AMBIGUOUS_LANE = "ambiguous-lane"
    AMBIGUOUS_NAME = "ambiguous-name"
    CONFLICT = "conflict"
    DISTRICT_CONFLICT = "district-conflict"
    OTHER_CITY = "other-city"
    NOT_IN_GAZETTEER = "not-in-gazetteer"
    NO_PLACE = "no-place"

    @property
    def zh(self) -> str:
        """The wording for officers."""
        return _WORDING[self][0]

    @property
    def en(self) -> str:
        """The same in English."""
        return _WORDING[self][1]

    @property
    def confidence(self) -> float:
        """The share of answers for this reason that are right, as far as measured; 0 for one that comes without an answer.

        Taken as the lower bound that the measured sentences with known places allow (249 lanes, 110 names, 100 aliases,
        62 lanes and 51 names that are alike, none wrong); for the reasons with too few cases the lowest of those.
        """
        return _CONFIDENCE.get(self, 0.0)


_WORDING = {
    Reason.LANE_NAME: ("路弄与小区名一致", "road and lane agree with the compound's name"),
    Reason.LANE: ("路弄唯一对应", "only one compound has this road and lane"),
    Reason.LANE_HOUSE: (
        "同一路弄有多个小区，门牌号唯一对应",
        "several compounds share the lane; the house number decides",
    ),
    Reason.NUMBER: ("路名与门牌号唯一对应", "only one compound has this road and house number"),
    Reason.NAME: ("小区名唯一对应", "only one compound has this name"),
    Reason.ALIAS: ("小区别名唯一对应", "only one compound is also called so"),
    Reason.LANE_ALIKE: (
        "路名疑有同音字或漏字，路弄唯一对应",
        "the road is written as it sounds or lacks a character; only one compound has its lane",
    ),
    Reason.NAME_ALIKE: (
        "小区名疑有同音字或漏字，唯一对应",
        "the name is written as it sounds or lacks a character; only one compound is called nearly so",
    ),
    Reason.NAME_PART: (
        "只说了全称的一部分或多说了片区，同区内唯一对应",
        "more or less than the full name is said; only one compound of the district fits",
    ),
    Reason.AMBIGUOUS_LANE: (
        "同一路弄有多个小区，无法区分",
        "several compounds share the lane and nothing decides",
    ),
    Reason.AMBIGUOUS_NAME: (
        "小区名不唯一或缺少期、区",
        "several compounds fit the name, or its phase or part is missing",
    ),
    Reason.CONFLICT: ("地址与小区名指向不同小区", "address and name point to different compounds"),
    Reason.DISTRICT_CONFLICT: (
        "所述行政区与小区所在区不符",
        "the compound lies in another district than the one stated",
    ),
    Reason.OTHER_CITY: ("所述地点在外省市", "the text says that the place lies in another city"),
    Reason.NOT_IN_GAZETTEER: ("提到的地点不在小区名录中", "the place named is not in the gazetteer"),
    Reason.NO_PLACE: ("未提到可识别的地点", "no place is named that could be looked up"),
}

_CONFIDENCE = {
    Reason.LANE_NAME: 0.99,
    Reason.LANE: 0.98,
    Reason.LANE_HOUSE: 0.95,
    Reason.NUMBER: 0.95,
    Reason.NAME: 0.98,
    Reason.ALIAS: 0.95,
    Reason.LANE_ALIKE: 0.95,
    Reason.NAME_ALIKE: 0.9,
    # 33 of 35 were right: a person looks at each.
    Reason.NAME_PART: 0.75,
}
