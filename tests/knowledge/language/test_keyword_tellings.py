"""People seldom name the offence: they tell who does what where. Each way of telling, once for and once against."""

from __future__ import annotations

import pytest

from huiyin.knowledge.language.keywords import KeywordReader

reader = KeywordReader()


def codes(text: str) -> set[str]:
    return {wrong.code for wrong in reader.read(text).violations}


@pytest.mark.parametrize(
    ("code", "text"),
    [
        # A spot built over, a small structure put up, a cellar dug.
        ("illegal-construction", "梧桐小区7号101把天井整个封了顶，二楼下水管没法修。"),
        ("illegal-construction", "青竹苑3号楼有户人家在露台上砌了砖墙。"),
        ("illegal-construction", "我们楼下邻居用木板搭了一间工具房。"),
        ("illegal-construction", "晨曦花园12号一楼业主在院子底下往下挖地下室。"),
        ("illegal-construction", "晨曦花园6号楼有人往外挑了一只铁架，跟阳台连成一片。"),
        ("illegal-construction", "有村民在基本农田里打地基盖房，村里不管。"),
        ("illegal-construction", "河滩上有人搭建羊圈。"),
        ("illegal-construction", "老板占用耕地建厂，没有公示。"),
        ("illegal-construction", "他家霸占胡同，还砌了围墙。"),
        ("illegal-construction", "水闸边上有一间铁皮棚，养了一群狗。"),
        ("illegal-construction", "我们楼的走道被隔壁圈起来当卫生间。"),
        ("illegal-construction", "不少人把自家房子往外自建了好几米。"),
        # Knocked walls and cut members.
        ("load-bearing", "梧桐小区9号302室装修，把承重墙掏空做壁龛。"),
        ("load-bearing", "和悦家园5号楼有人在横梁上钻了一排圆孔。"),
        ("load-bearing", "楼上邻居天天敲墙，我家天花板都裂了。"),
        ("load-bearing", "隔壁业主把客厅和卧室之间那道墙拆光了。"),
        ("load-bearing", "3号楼902室工人用绳锯，钢筋都切断了。"),
        ("load-bearing", "有人买了上下两套，把楼板开了个大洞。"),
        ("load-bearing", "9-1402的房客把墙垛敲掉了一半。"),
        ("load-bearing", "青竹苑4号601室装修破坏结构，我家地面裂了。"),
        ("load-bearing", "和悦家园7号楼的业主在破坏房屋结构。"),
        # The façade.
        ("facade", "青竹苑2号楼一楼在外墙钻了三个孔装管子。"),
        ("facade", "晨曦花园8号底楼住户朝小区新开一扇后门，墙都凿了。"),
        ("facade", "和悦家园6号楼四楼把原来的玻璃窗换成了落地窗。"),
        ("facade", "梧桐小区11号有业主在山墙刷成大红色。"),
        ("facade", "青竹苑9号底楼在朝马路的外墙上敲出一扇门。"),
        ("facade", "晨曦花园3号有人把清水墙刷成白色。"),
        ("facade", "和悦家园1号101室的窗户砸成大门，对着马路。"),
        # E-bikes.
        ("ebike-common-parts", "3号门洞里塞了两部电瓶车，婴儿车推不过去。"),
        ("ebike-common-parts", "我们这栋楼楼道每晚停五辆，出门都要侧身。"),
        ("ebike-common-parts", "青竹苑5号楼有人从厨房引电线下来给车子充电。"),
        ("ebike-common-parts", "和悦家园4号楼又有人飞线充电，线就挂在晾衣架上。"),
        ("ebike-common-parts", "梧桐小区6号走廊里整夜充电，插头烫手。"),
        # Trades in flats.
        ("use-change", "晨曦花园9号501室办了个舞蹈班，天天跳到晚上。"),
        ("use-change", "我家楼上做民宿，半夜拖箱子吵得没法睡，是普通住宅。"),
        ("use-change", "青竹苑7号楼1302室开公司，快递把电梯都占满。"),
        ("use-change", "青竹苑2号楼201开了家托老所，整夜有人喊。"),
        ("use-change", "巷子里有人租了民房开麻将馆。"),
        ("use-change", "梧桐小区的活动用房，开发商早就拿去出租给别人做餐饮。"),
        ("use-change", "保安占据小区自行车库，在里面住宿做饭。"),
        ("use-change", "晨曦花园4号底楼破墙开店，冰柜摆到门口。"),
        # Crowded flats.
        ("group-renting", "和悦家园8号602室，一套房里住了十二三个。"),
        ("group-renting", "3号楼1201室转租给餐饮公司当员工宿舍。"),
        ("group-renting", "隔壁房东摆了高低床，一个床位四百块。"),
        ("group-renting", "梧桐小区2号楼有户人家用石膏板隔成六间。"),
        ("group-renting", "楼下1104室按床出租，进出的人天天不一样。"),
        ("group-renting", "青竹苑5号301室连餐厅也睡人，半夜洗澡声不断。"),
        ("group-renting", "二房东把隔壁那套房打了好几个隔断，还在继续往外租。"),
        ("group-renting", "中介把一套房改成七间，每间分开租。"),
        # Sorting, throwing, rubble.
        ("waste-unsorted", "我们单元好几家干湿不分，一袋子塞进湿垃圾桶。"),
        ("litter", "晨曦花园楼上往天井扔杂物，差点砸到人。"),
        ("litter", "青竹苑8号楼有人从窗口抛下来一袋剩饭。"),
        ("litter", "和悦家园门口总有人把旧沙发丢在拐角。"),
        ("renovation-waste", "隔壁业主把碎砖、水泥袋堆在单元门口两个礼拜了。"),
        # Greenery.
        ("greenery", "青竹苑6号楼下的草坪被车压着停，都秃了。"),
        ("greenery", "一楼邻居在花坛里种青菜，还浇粪水。"),
        ("greenery", "梧桐小区10号楼前两棵香樟被人锯到只剩树桩。"),
        # One bag for everything, the wrong bin, sorting for show.
        ("waste-unsorted", "梧桐小区2号楼有几户把剩饭和玻璃瓶拢作一袋。"),
        ("waste-unsorted", "青竹苑有住户每晚把厨余整袋扔进干垃圾桶。"),
        ("waste-unsorted", "和悦家园的厨余桶里什么都有，根本没人管。"),
        # Thrown at passing, out of a window, into a drain, onto the stairs.
        ("litter", "青竹苑7号楼有人从北窗倒下脏水和菜叶。"),
        ("litter", "小摊贩每晚把竹签和剩汤直接倒进雨水篦子。"),
        ("litter", "路人频繁倒垃圾，没有人拦。"),
        ("litter", "晨曦花园有车主把果皮纸巾往绿化带丢。"),
        ("litter", "骑手吃完，饭盒一扔就走。"),
        ("litter", "和悦家园走道里堆放着几户人家的垃圾。"),
        ("litter", "5号楼有老人捡破烂，纸板、泡沫、旧罐子从三楼过道一路码到四楼。"),
        # Rubble where no house is named.
        ("renovation-waste", "施工队把敲下来的水泥块倾倒在田埂上。"),
        ("renovation-waste", "路边的石膏板、洗脸台全堆在盲道上。"),
        # Bark stripped, roots poisoned, a verge sown.
        ("greenery", "梧桐小区门口的银杏被人环剥了一圈。"),
        ("greenery", "隔壁店主往树根底下灌柴油。"),
        ("greenery", "公家绿地里有人撒了菜籽。"),
        ("greenery", "青竹苑3号底楼把灌木剪平，铺了假草皮。"),
        # An e-bike at the hydrant or on the roof.
        ("ebike-common-parts", "青竹苑9号楼的消火栓被几辆电瓶车围住。"),
        ("ebike-common-parts", "和悦家园2号楼有人把电动车放在顶楼。"),
        ("ebike-common-parts", "晨曦花园1号楼每晚有人把电动车推进轿厢。"),
        # What the firm leaves undone.
        ("pm-waste", "青竹苑的投放点只剩一只桶。"),
        ("pm-waste", "梧桐小区的垃圾屋从上月锁到现在。"),
        ("pm-waste", "和悦家园垃圾桶盖都盖不上，三天才来拉一回。"),
        ("pm-waste", "梧桐小区的厨余桶破了底，换了半年没换成。"),
        ("pm-sanitation", "青竹苑的儿童沙坑没人打理，全是猫屎。"),
        ("pm-sanitation", "梧桐小区1号楼的电梯厅没见过拖把。"),
        ("pm-sanitation", "和悦家园楼梯上一滩呕吐物。保洁说明天再弄。"),
        ("pm-waste", "小区垃圾箱房已经三天没人来拉，物业也不增派人手。"),
        ("pm-sanitation", "我们楼的楼梯过年到现在没扫过，扶手都发黏。"),
        ("pm-sanitation", "5号楼电梯厅墙角一摊狗尿，保洁看见绕着走。"),
        # Common parts.
        ("common-parts", "隔壁502室的大门往外移了一米，过道窄了一半。"),
        ("common-parts", "梧桐小区3号楼公共门厅用隔板围成快递间。"),
        ("common-parts", "和悦家园2号楼五楼走廊里放了一排旧柜子。"),
    ],
)
def test_a_wrong_that_is_told_without_its_name_is_found(code: str, text: str) -> None:
    assert code in codes(text)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("illegal-construction", "交房时承诺有露台，结果小区的露台没有建。"),
        ("illegal-construction", "我们是封闭式小区，围墙外面很吵。"),
        ("illegal-construction", "广场上搭了个舞台。"),
        ("illegal-construction", "请问违建的认定标准在哪里能查？"),
        ("illegal-construction", "楼上总是举报我家违建，城管来量过没有问题。"),
        ("illegal-construction", "小区楼道里杂物堆砌，走不过人。"),
        ("illegal-construction", "青竹苑5号楼房间里电线乱搭，厕所也漏。"),
        ("illegal-construction", "能否在小区楼前给安排搭建车棚？"),
        ("illegal-construction", "小区老楼的平屋面改成坡屋面，就不会漏雨。"),
        ("illegal-construction", "未经同意在封闭式楼梯间涂画。"),
        ("load-bearing", "开发商偷工减料，小区大堂柱子的瓷砖空鼓，一敲就响。"),
        ("load-bearing", "小区围墙拆了一半，请尽快修好。"),
        ("load-bearing", "楼上健身房用器械敲击楼板，噪音很大。"),
        ("load-bearing", "我家只拆了泡沫隔墙，邻居硬说拆承重墙。"),
        ("load-bearing", "大车天天从门前过，影响房屋结构。"),
        ("facade", "小区外墙渗水，请维修。"),
        ("facade", "住宅楼的窗户漏风。"),
        ("facade", "小区外墙改造，施工噪音很大。"),
        ("facade", "小区3号楼打开门就看见卫生间墙面漏水。"),
        ("facade", "青竹苑7号楼过道的护栏拆掉了一段。"),
        ("ebike-common-parts", "小区停车棚太小，电动车停在楼道外面的空地上。"),
        ("ebike-common-parts", "路边停了好几辆电动车。"),
        ("ebike-common-parts", "小区里有新能源汽车，拉电线给汽车充电。"),
        ("use-change", "商业街101室开了家美容院，生意很好。"),
        ("use-change", "民宿怎么备案？"),
        ("use-change", "小区外的商业街改变用途，开起了饭店。"),
        ("use-change", "我入住三年，小区车库里一直停着两台旧车。"),
        ("use-change", "邻居想把家里注册成设计公司，需不需要我们签字？"),
        ("group-renting", "医院病房不够，走廊里加了十张床。"),
        ("group-renting", "十几个邻居住了二十年。"),
        ("group-renting", "请问群租怎么认定？"),
        ("group-renting", "有人举报我群租，其实是我们一家六口。"),
        ("group-renting", "小区车位租给业主和部分租户。"),
        ("group-renting", "开发商把两房改成三房，要我们补钱，小区业主不同意。"),
        ("group-renting", "梧桐小区底楼把客厅改成小卖部。"),
        ("waste-unsorted", "小区垃圾分类做得很好。"),
        ("litter", "小区居民都把垃圾扔进垃圾桶，很自觉。"),
        ("litter", "高架路上抛锚了一辆车。"),
        ("renovation-waste", "请问小区装修垃圾清运费怎么收？"),
        ("greenery", "小区的香樟长得太密，希望修剪，树枝锯掉一些。"),
        ("greenery", "银杏小区占用消防通道的车太多。"),
        ("waste-unsorted", "小区的电池不敢乱扔，请设回收箱。"),
        ("litter", "晨曦花园5号楼的插线板从二楼甩下来给车充电。"),
        ("litter", "小区里的树倒下来压坏了车棚。"),
        ("litter", "我夜里下楼扔垃圾，看见大堂里亮着灯。"),
        ("litter", "青竹苑住户每天把厨余扔到厨余桶。"),
        ("renovation-waste", "小区楼顶的水泥地开裂了，请修补。"),
        ("greenery", "小区绿化带旁边停车位不够。"),
        ("ebike-common-parts", "小区的消防栓被一辆推车挡住。"),
        ("pm-waste", "小区垃圾箱房旁边想装一盏灯。"),
        ("pm-waste", "小区一户人家的纸箱不收拾，不去投放点。"),
        ("pm-sanitation", "小区楼道的灯半年没亮过。"),
        ("pm-sanitation", "小区楼梯的扶手松了。"),
        ("common-parts", "小区走廊的感应灯坏了。"),
    ],
)
def test_a_text_that_only_shares_words_with_a_telling_is_not(code: str, text: str) -> None:
    assert code not in codes(text)


@pytest.mark.parametrize(
    ("blamed", "text"),
    [
        (True, "梧桐小区7号楼顶搭了鸽棚，物业不肯去劝。"),
        (True, "楼上砸承重墙，物业只登记不处理。"),
        (True, "5栋楼顶有违建，物业睁只眼闭只眼。"),
        (True, "梧桐小区3号楼楼上砸承重墙，管家只回一句“收到”。"),
        (True, "青竹苑楼道里堆满电瓶车，跟物业经理讲过几回，就没下文了。"),
        (True, "5栋楼顶搭了铁皮棚，物业说这家人惹不起，也没往上报。"),
        (True, "5栋楼顶有违建，问物业前台，说业主自己家的院子管不着。"),
        (True, "5栋楼顶有违建，保安天天从门口绕着走。"),
        (False, "5栋楼顶有违建，物业劝了三次对方不听。"),
        (False, "楼上砸承重墙，物业已经贴了告示，业主还在敲。"),
        (False, "物业睁只眼闭只眼，电梯坏了也没人修。"),
    ],
)
def test_the_firm_is_blamed_when_it_shrugs_at_anothers_wrong(blamed: bool, text: str) -> None:
    assert ("pm-duty" in codes(text)) is blamed


def test_the_firm_is_blamed_only_in_view_of_the_wrong() -> None:
    wrong, idle = "5栋楼顶有违建。", "物业不肯出面。"
    between = "电梯每天停一次，老人下不了楼，孩子上学迟到。" * 6

    assert "pm-duty" in codes(wrong + idle)
    assert "pm-duty" not in codes(wrong + between + idle)


def test_a_question_takes_nothing_from_what_was_said_of_the_firm() -> None:
    reading = reader.read(
        "青竹苑6号楼天井封了顶，属于违法建筑，物业只登记不处理，请问该找哪个部门，什么时候有答复？"
    )

    assert reading.act == "inquiry"
    assert {wrong.code: wrong.confidence for wrong in reading.violations}["pm-duty"] == 0.6


def test_where_a_firm_is_named_roads_and_villages_take_nothing_from_its_failures() -> None:
    reading = reader.read("青山村三村路口桥下物业的垃圾箱没人来收。")

    assert reading.scope == "elsewhere"
    assert {wrong.code for wrong in reading.violations} == {"pm-waste"}


def test_who_lodges_stands_before_how_many() -> None:
    assert "group-renting" in codes("楼上邻居家住了八个工人。")
    assert "group-renting" not in codes("八个工人在楼下邻居家，他在这里住了一辈子。")


def test_a_weak_finding_yields_to_a_better_one_but_stands_alone() -> None:
    alone = "梧桐小区4号楼走廊里放了一排旧柜子。"
    beside = "梧桐小区4号楼有违建，公共走廊里放了一排旧柜子。"

    assert codes(alone) == {"common-parts"}
    assert codes(beside) == {"illegal-construction"}


def test_beds_let_by_a_firm_are_not_its_trade() -> None:
    trade = "青竹苑9号1201室是家直播公司，天天喊到半夜。"
    beds = "青竹苑9号1201室是家直播公司的宿舍，隔成六间，摆了十二张床。"

    assert codes(trade) == {"use-change"}
    assert codes(beds) == {"group-renting"}


def test_illegal_building_beside_group_letting_is_found_but_a_partition_called_so_is_not() -> None:
    assert codes("9号楼902室群租，楼顶还有违建。") == {"group-renting", "illegal-construction"}
    assert codes("9号楼902室违建隔断间出租。") == {"group-renting"}


@pytest.mark.parametrize(
    "text",
    [
        "梧桐小区3号楼那堵墙到底怎么办，请派人看看。",  # a wall, at a home
        "青竹苑6号楼的电瓶车问题请处理。",
        "和悦家园门口的绿化请管一管。",
        "上次反映的飞线，请再来看看。",  # no home named, but seldom another matter
        "承重墙的事情有结果了吗？",
        "跟物业反映多次，小区里那户人家还是老样子。",
    ],
)
def test_a_subject_of_the_campaign_without_a_wrong_is_heard_by_a_person(text: str) -> None:
    reading = reader.read(text)

    assert reading.violations == ()
    assert (reading.sure, reading.why_unsure) == (False, "subject-without-wrong")


@pytest.mark.parametrize(
    "text",
    [
        "梧桐小区停水两天了。",
        "电动车上牌要带什么材料？",
        "公交车站旁边的墙上有广告。",
        "出租车司机绕路，态度恶劣。",
        "和悦家园3号楼的电梯坏了。",
    ],
)
def test_a_text_of_another_matter_is_surely_none(text: str) -> None:
    reading = reader.read(text)

    assert reading.violations == ()
    assert (reading.sure, reading.why_unsure) == (True, "")
