"""Shanghai's sixteen districts, under their present, short and former names."""

import re

DISTRICTS = (
    "黄浦区",
    "徐汇区",
    "长宁区",
    "静安区",
    "普陀区",
    "虹口区",
    "杨浦区",
    "闵行区",
    "宝山区",
    "嘉定区",
    "浦东新区",
    "金山区",
    "松江区",
    "青浦区",
    "奉贤区",
    "崇明区",
)

# Merged or renamed, with the year: 卢湾 and 南市 into 黄浦 (2011, 2000), 闸北 into 静安 (2015), 南汇 into 浦东新区 (2009),
# 川沙 into 浦东新区 (1992), 吴淞 with the county of 宝山 into the district of 宝山 (1988), the county of 上海 into 闵行 (1992),
# and the other counties to districts (嘉定 1992, 金山 1997, 松江 1998, 青浦 1999, 奉贤 2001, 崇明 2016).
_FORMER = {
    "卢湾区": "黄浦区",
    "南市区": "黄浦区",
    "闸北区": "静安区",
    "南汇区": "浦东新区",
    "南汇县": "浦东新区",
    "川沙县": "浦东新区",
    "吴淞区": "宝山区",
    "宝山县": "宝山区",
    "上海县": "闵行区",
    "嘉定县": "嘉定区",
    "金山县": "金山区",
    "松江县": "松江区",
    "青浦县": "青浦区",
    "奉贤县": "奉贤区",
    "崇明县": "崇明区",
}

# Of before 1961, each of which went to more than one of today's or is too old for anybody to say which.
_OLD = (
    "邑庙区",
    "老闸区",
    "嵩山区",
    "新成区",
    "榆林区",
    "提篮桥区",
    "江湾区",
    "真如区",
    "大场区",
    "洋泾区",
    "高桥区",
    "杨思区",
    "新泾区",
    "浦东县",
)

_NORMAL = {
    **{name: name for name in DISTRICTS},
    **_FORMER,
    **{name.removesuffix("区").removesuffix("新"): name for name in DISTRICTS},
    "卢湾": "黄浦区",
    "闸北": "静安区",
    "南汇": "浦东新区",
    "南市": "黄浦区",
    "浦东区": "浦东新区",
}

SHORT = tuple(sorted((name for name in _NORMAL if not name.endswith(("区", "县"))), key=len, reverse=True))
"""Names as said without 区: 浦东, 闵行, 闸北, …, longest first."""

_FULL = re.compile(
    "|".join(sorted((name for name in _NORMAL if name.endswith(("区", "县"))), key=len, reverse=True))
)

_BEFORE = re.compile(f"({'|'.join(SHORT)})(?:新?区|县)?$")
_LONGEST_BEFORE = 4
_SHORTEST_TOWN = 2


def normal_district(name: str | None) -> str | None:
    """The present full name of a district given in any form, with or without 上海市; None when it is not one."""
    if not name:
        return None
    bare = name.strip()
    return _NORMAL.get(bare) or _NORMAL.get(bare.removeprefix("上海市").removeprefix("上海"))


_ANY = re.compile("|".join(("上海", *_NORMAL, *_OLD)))


def is_of_shanghai(text: str) -> bool:
    """Whether `text` names the city or one of its districts, in any form, former ones too."""
    return _ANY.search(text) is not None


def said_district(text: str) -> str | None:
    """The district that `text` names first in full (浦东新区, 闸北区), in its present name, or None."""
    found = _FULL.search(text)
    return _NORMAL[found[0]] if found else None


_TOWN = re.compile("(?:街道|镇|乡)$")


def says_subdistrict(text: str, at: int, subdistrict: str) -> bool:
    """Whether `text` names a subdistrict or town in full anywhere (云水镇), or short right before or at `at` (云水海棠花苑)."""
    short = _TOWN.sub("", subdistrict)
    if len(short) < _SHORTEST_TOWN:
        return False
    return (
        text.endswith(short, 0, at)
        or text.startswith(short, at)
        or (short != subdistrict and subdistrict in text)
    )


def district_before(text: str, at: int) -> str | None:
    """The district named right before `at`, in full or short (浦东海棠花苑), in its present name, or None."""
    found = _BEFORE.search(text, max(0, at - _LONGEST_BEFORE), at)
    return _NORMAL[found[1]] if found else None
