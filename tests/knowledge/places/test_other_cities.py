"""People, firms and things from other cities tell nothing of where a wrong is; an address there does."""

import pytest

from huiyin.knowledge.places.districts import DISTRICTS, is_of_shanghai, normal_district, said_district
from huiyin.knowledge.places.gazetteer import Entry, Gazetteer
from huiyin.knowledge.places.reasons import Reason
from huiyin.knowledge.places.resolver import Resolver

ENTRIES = (
    Entry("pine", "青松公寓", "青松路33弄1-41号", "普陀区"),
    Entry("shore", "海滨新村", "海滨路12弄", "宝山区"),
    Entry("poplar", "巨杨小区", "巨杨路12弄", "浦东新区"),
)


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver(Gazetteer(ENTRIES))


@pytest.mark.parametrize(
    "text",
    [
        # Where somebody is from.
        "房东是江苏省南通市人，在青松公寓3号101室搞群租",
        "租客都是浙江省台州市过来的，青松公寓3号101室群租",
        "来电人户籍江苏省盐城市，现住青松公寓3号，反映101室违法搭建",
        "来自湖北省黄冈市、河南省周口市的十几名工人群租在青松公寓3号101室",
        "租客是江苏省淮安市涟水县人，把青松公寓3号楼道堆满废品",
        "房东姓王，苏州市人，电话不接，青松公寓3号101室群租",
        "江苏省南通市籍房东把青松公寓3号101室隔成六间",
        # Where somebody is, lives or works.
        "市民在杭州市出差，反映青松公寓3号101室违法搭建",
        "业主定居杭州市，青松公寓3号101室违法搭建没人管",
        "我老家在江苏省泰州市，现租住青松公寓3号，楼上301室敲承重墙",
        "业主在江苏省昆山市另有住房，青松公寓3号101室租给十几个人",
        "物业总部在广东省广州市，青松公寓3号楼下垃圾没人清运",
        "房东去了广东省深圳市，青松公寓3号101室由中介隔成8间",
        # What firm it is, and where things came from.
        "安徽省某装饰公司在青松公寓3号101室敲承重墙",
        "装修公司为江苏省建工集团，青松公寓3号101室敲承重墙",
        "装修材料从浙江省湖州市运来，堆在青松公寓3号楼门口",
        "施工队是江苏省的，青松公寓3号101室敲承重墙",
        "该公司注册在江苏省昆山市，青松公寓3号101室改为办公",
        "房东身份证地址：江苏省昆山市花桥，青松公寓3号101室群租",
        "公司地址：江苏省昆山市花桥，青松公寓3号101室改为办公",
        "租客是南通市启东的，青松公寓3号101室群租",
        "房东在昆山市花桥买了房，青松公寓3号101室群租",
        "我房子在江苏省昆山市也有，青松公寓3号101室违建",
        "我在昆山市工作购买了青松公寓3号101室，物业不管",
        "房子在江苏省昆山市和上海市普陀区各一套，青松公寓3号101室违建",
        "联系地址：江苏省昆山市，青松公寓3号101室群租",
        "租客开了一家重庆市小面，青松公寓3号101室住改商",
    ],
)
def test_who_is_from_another_city_may_complain_of_a_place_of_ours(resolver: Resolver, text: str) -> None:
    resolution = resolver.resolve(text)
    assert (resolution.entry_id, resolution.mention.normal.building) == ("pine", "3")


@pytest.mark.parametrize(
    "text",
    [
        "浙江省嘉兴市青松公寓3号楼违章搭建",
        "苏州市相城区元和街道青松公寓6号101室群租",
        "来电反映杭州市余杭区青松公寓，3号101室违法搭建",
        "地址：江苏省昆山市，青松公寓3号101室，群租",
        "市民来电：在海口市青松公寓3号楼有人群租",
        "我在苏州市工业园区青松公寓的房子，3号楼顶有人违法搭建",
        "我在江苏省太仓市浏河镇买的房子青松公寓3号楼，楼顶有人搭建",
        "本人在江苏省昆山市有一套房子，在青松公寓6号101室，楼上违法搭建",
        "家住南京市江宁区青松公寓3号的市民反映，楼上敲承重墙",
        "湖北省武汉市武昌区青松路33弄3号101室违法搭建",
        # Without the kind of the town.
        "地址：江苏省昆山市花桥，青松公寓3号101室违法搭建",
        "房子在江苏省昆山市花桥，青松公寓3号101室违建",
        "房屋坐落于江苏省苏州市吴江，青松公寓3号101室违建",
        "位于江苏省昆山市花桥的青松公寓3号101室违建",
        "昆山市（花桥）青松公寓3号101室违建",
        "南通市启东的青松公寓3号101室违建",
        "本人在昆山市花桥购买了青松公寓3号101室，物业不管",
    ],
)
def test_an_address_that_begins_with_another_city_is_none_of_ours(resolver: Resolver, text: str) -> None:
    resolution = resolver.resolve(text)
    assert (resolution.entry_id, resolution.reason) == (None, Reason.OTHER_CITY)


@pytest.mark.parametrize(
    ("text", "entry_id", "compound"),
    [
        ("原吴淞区海滨新村12号楼底楼搭建违章建筑", "shore", "海滨新村"),
        ("浦东洋泾区域巨杨小区12号楼搭建违章建筑", "poplar", "巨杨小区"),
        ("原洋泾区巨杨小区12号楼搭建违章建筑", "poplar", "巨杨小区"),
        ("以前的提篮桥区青松公寓3号违建", "pine", "青松公寓"),
    ],
)
def test_a_former_district_or_a_part_of_shanghai_is_no_other_citys(
    resolver: Resolver, text: str, entry_id: str, compound: str
) -> None:
    resolution = resolver.resolve(text)
    assert (resolution.entry_id, resolution.mention.compound) == (entry_id, compound)


@pytest.mark.parametrize(
    ("text", "rivals"),
    [
        ("闽行区青松公寓3号101室违建", ["pine"]),
        ("杨蒲区青松路33弄3号101室违建", ["pine"]),
        ("苏州市海滨新村5号违建", ["shore"]),
    ],
)
def test_what_is_taken_for_another_city_shows_what_it_would_be_here(
    resolver: Resolver, text: str, rivals: list[str]
) -> None:
    resolution = resolver.resolve(text)
    assert (resolution.entry_id, resolution.reason) == (None, Reason.OTHER_CITY)
    assert [rival.entry_id for rival in resolution.runners_up] == rivals


def test_two_mentions_in_another_city_make_no_place_of_ours(resolver: Resolver) -> None:
    resolution = resolver.resolve("苏州市青松公寓3号违建", address="苏州市青松公寓3号")
    assert (resolution.entry_id, resolution.reason) == (None, Reason.OTHER_CITY)


def test_another_city_in_the_text_says_nothing_against_a_known_address(resolver: Resolver) -> None:
    resolution = resolver.resolve("房东在苏州市青松公寓3号另有住房", address="海滨新村5号")
    assert resolution.entry_id == "shore"


@pytest.mark.parametrize(
    ("former", "present"),
    [
        ("南市区", "黄浦区"),
        ("卢湾区", "黄浦区"),
        ("闸北区", "静安区"),
        ("吴淞区", "宝山区"),
        ("上海县", "闵行区"),
        ("宝山县", "宝山区"),
        ("川沙县", "浦东新区"),
        ("南汇县", "浦东新区"),
        ("嘉定县", "嘉定区"),
        ("松江县", "松江区"),
        ("青浦县", "青浦区"),
        ("金山县", "金山区"),
        ("奉贤县", "奉贤区"),
        ("崇明县", "崇明区"),
    ],
)
def test_a_former_district_is_todays(former: str, present: str) -> None:
    assert present in DISTRICTS
    assert (normal_district(former), said_district(f"反映{former}青松公寓")) == (present, present)


def test_a_district_of_long_ago_is_of_shanghai_and_no_one_districts() -> None:
    assert is_of_shanghai("洋泾区")
    assert normal_district("洋泾区") is None
