"""Which wrongs the keyword reader finds: each code once for and once against, and what takes a finding back."""

from __future__ import annotations

import pytest

from huiyin.knowledge.language.keywords import KeywordReader

reader = KeywordReader()


def codes(text: str) -> set[str]:
    return {wrong.code for wrong in reader.read(text).violations}


def confidence(text: str, code: str) -> float:
    return {wrong.code: wrong.confidence for wrong in reader.read(text).violations}.get(code, 0.0)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("illegal-construction", "梧桐小区7号楼顶层业主私自搭建阳光房，请拆除。"),
        ("illegal-construction", "青竹苑3栋101把天井封起来搞违建。"),
        ("illegal-construction", "有人未经审批在楼顶加盖一间铁皮屋。"),
        ("load-bearing", "晨曦花园12号楼502室装修把承重墙砸掉了。"),
        ("load-bearing", "楼下住户敲掉剪力墙，楼板也被打穿。"),
        ("load-bearing", "隔壁装修拆墙，整栋楼都有安全隐患。"),
        ("ebike-common-parts", "小区5号楼一楼大厅停满电动车，堵住了出口。"),
        ("ebike-common-parts", "二单元有人从窗口飞线给电瓶车充电。"),
        ("use-change", "和悦家园2号楼301住改商，开了一家美容院。"),
        ("use-change", "小区地下室被改成餐厅，油烟很大。"),
        ("facade", "一楼业主破墙开门，直通小区道路。"),
        ("facade", "二楼住户在外墙上打洞装管子。"),
        ("group-renting", "9号楼1102室群租，住了十几个人。"),
        ("group-renting", "房东把客厅隔成三间，分别出租给不同的人。"),
        ("waste-unsorted", "我们小区垃圾不分类，干湿垃圾全倒在一个桶里。"),
        ("litter", "楼上经常高空抛物，昨天又往楼下扔酒瓶。"),
        ("litter", "有人在小区花园里乱扔垃圾。"),
        ("greenery", "一楼业主毁绿种菜，把草坪铲除了。"),
        ("greenery", "物业擅自砍伐绿化带的大树。"),
        ("renovation-waste", "4号楼门口堆放装修垃圾，半个月无人清理。"),
        ("pm-waste", "小区垃圾没有清运，已经堆了一周。"),
        ("pm-sanitation", "物业公司长期不打扫楼道，脏乱差。"),
        ("common-parts", "邻居在楼道堆放杂物，还把鞋柜放在走廊。"),
    ],
)
def test_a_text_that_complains_of_a_wrong_is_found_to(code: str, text: str) -> None:
    assert code in codes(text)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("illegal-construction", "水果店把货摊摆到人行道上，影响行人。"),
        ("illegal-construction", "小区对面的工地夜间施工噪音扰民。"),
        ("load-bearing", "楼上装修在阳台窗户上装了栏杆。"),
        ("load-bearing", "开发商偷工减料，墙面空鼓。"),
        ("ebike-common-parts", "地铁站旁的人行道上电动车乱停，行人过不去。"),
        ("ebike-common-parts", "希望小区多建几个电动车充电桩。"),
        ("ebike-common-parts", "我的电动车停在通道旁被城管拖走了，怎么取车？"),
        ("use-change", "商业街的饭店油烟太大。"),
        ("facade", "外墙瓷砖老化掉落，差点砸到人。"),
        ("group-renting", "我租的房子合同到期，二房东不退押金。"),
        ("waste-unsorted", "垃圾分类宣传做得很好，点个赞。"),
        ("litter", "垃圾车早上五点清运垃圾，倒垃圾的噪音太大。"),
        ("greenery", "小区绿化太少，希望增加绿化。"),
        ("greenery", "树枝太长遮挡采光，希望修剪树木。"),
        ("renovation-waste", "装修垃圾清运费收多少钱合适？"),
        ("pm-duty", "物业费太高，电梯坏了物业不处理。"),
        ("pm-waste", "公园里少几个凳子。"),
        ("common-parts", "电动车充电桩坏了。"),
    ],
)
def test_a_text_that_only_comes_near_a_wrong_is_not(code: str, text: str) -> None:
    assert code not in codes(text)


def test_several_wrongs_in_one_text_are_all_found() -> None:
    text = "6号楼902室群租，租客把电动车停在楼道，还从窗口往楼下扔垃圾。"

    assert codes(text) >= {"group-renting", "ebike-common-parts", "litter"}


def test_partition_inside_a_flat_is_group_renting_even_without_the_word() -> None:
    assert codes("房东把两居室的客厅隔断后出租。") == {"group-renting"}


def test_the_firm_is_blamed_only_where_another_wrong_stands() -> None:
    with_wrong = "5栋楼顶有违建，多次向物业反映，一直未得到处理。"
    without = "电梯老是坏，多次向物业反映，一直未得到处理。"

    assert codes(with_wrong) == {"illegal-construction", "pm-duty"}
    assert codes(without) == set()


@pytest.mark.parametrize(
    "denied",
    ["经查，该棚不属于违建。", "现场未发现违建。", "我家并非违建。"],
)
def test_a_denied_wrong_is_not_found(denied: str) -> None:
    assert "illegal-construction" not in codes(denied)


def test_asking_whether_is_worth_less_than_saying() -> None:
    said = confidence("小区门口的岗亭属于违建。", "illegal-construction")
    asked = confidence("小区门口的岗亭是否属于违建。", "illegal-construction")

    assert said >= 0.9
    assert asked < said


def test_a_routing_phrase_is_no_evidence() -> None:
    assert codes("门口有一只流浪狗。请违建办核实处理。") == set()
    assert codes("门口有一处违建。请城管局核实处理。") == {"illegal-construction"}


def test_an_offices_answer_is_weaker_than_the_reporters_words() -> None:
    told = "小区门口噪音太大。市民再次来电反映：那里有违建。"
    answered = "小区门口噪音太大。2021-03-04 某区城管局答复：那里有违建。"

    assert confidence(told, "illegal-construction") >= 0.9
    assert confidence(answered, "illegal-construction") == 0.0


def test_after_the_answer_the_reporter_counts_again() -> None:
    text = "某区城管局答复：已到现场。市民再次来电反映：3栋楼顶仍有违建。"

    assert confidence(text, "illegal-construction") >= 0.9


def test_a_second_ground_raises_confidence() -> None:
    one = confidence("三楼住户群租。", "group-renting")
    two = confidence("三楼住户群租，客厅隔断成三间出租。", "group-renting")

    assert two > one


def test_spans_show_the_words_that_spoke() -> None:
    text = "梧桐小区7号楼有违章搭建。"

    (wrong,) = reader.read(text).violations

    assert [text[start:end] for start, end in wrong.spans] == ["违章搭建"]
