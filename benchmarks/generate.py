"""The bench file: a seeded hotline export like a city's, from words of our own.

40 % of the rows are ours, the mean text has 120 characters, 12 % of ours repeat an earlier place and wrong.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import xlsxwriter

SEED = 52
OURS = 0.40
REPEATS = 0.12
COLUMNS = (
    "工单编号",
    "工号",
    "工单生成时间",
    "诉求地址",
    "诉求区域",
    "内容描述",
    "工单类别",
    "处理描述",
    "客户类型",
    "一级分类",
    "二级分类",
    "三级分类",
    "四级分类",
    "主办单位",
    "是否匿名",
    "服务类型",
    "通话编号",
    "工单类型",
    "新一级分类",
    "新二级分类",
)
WRONGS = (
    "楼上住户正在露台上搭建阳光房，没有任何审批手续，属于违法搭建",
    "有人在底楼天井私自搭建铁皮棚，已经封顶，影响采光",
    "装修工人把客厅的承重墙砸掉了一大块，整栋楼都在震动",
    "楼道里停满了电瓶车，还从家里拉线下来充电，非常危险",
    "业主把住宅改成了民宿，每天都有陌生人拖着行李箱进出",
    "底楼住户破墙开门，把外墙打了一个大洞",
    "房屋被隔成七八间出租，属于群租，人员混杂",
    "居民垃圾不分类，干湿垃圾混在一起投放",
    "有人从楼上往下乱扔垃圾，花坛里到处都是小包垃圾",
    "小区绿化带被人铲掉种菜，还有人砍掉了两棵树",
    "装修垃圾堆在楼下已经半个月，没有人清运",
    "邻居在公共走道上堆放杂物，把楼道占用了一半",
)
OTHERS = (
    "反映路口红绿灯时间太短，早高峰时行人来不及通过",
    "咨询公共租赁住房的申请条件以及需要准备哪些材料",
    "反映公交车司机到站不停车，已经等了四十分钟",
    "反映某理发店关门，办的会员卡余额无法退还",
    "反映工地夜间施工噪声大，凌晨两点还在浇筑混凝土",
    "反映自来水发黄，要求相关单位尽快检测水质",
    "咨询子女入学积分如何计算，居住证需要满几年",
    "反映单位拖欠三个月工资，多次讨要没有结果",
)
FILLERS = (
    "来电人表示之前也曾向居委会反映过，",
    "希望相关部门尽快到现场查看，",
    "来电人称该情况已经持续了一段时间，",
    "认为存在安全隐患，",
    "周边邻居意见很大，",
    "要求给予明确的答复，",
    "来电人情绪较为激动，",
    "现场照片可以提供，",
)

Compound = tuple[str, str, str]
"""Name, address and district."""


def rows(count: int, compounds: list[Compound], seed: int = SEED) -> Iterator[list[str]]:
    """``count`` rows of the columns :data:`COLUMNS`; ``compounds`` are (name, address, district)."""
    random_ = random.Random(seed)
    earlier: list[tuple[str, str, str, str]] = []
    moment = datetime(2022, 6, 20, 8, 0)
    for number in range(count):
        moment += timedelta(seconds=random_.randint(1, 120))
        ours = random_.random() < OURS
        if ours and earlier and random_.random() < REPEATS:
            wrong, address, district, place = random_.choice(earlier)
        elif ours:
            name, road, district = random_.choice(compounds)
            building, room = random_.randint(1, 60), random_.randint(1, 18) * 100 + random_.randint(1, 6)
            wrong, address = random_.choice(WRONGS), road
            place = f"{name}{building}号楼{room}室"
            earlier.append((wrong, address, district, place))
        else:
            wrong, address, district, place = random_.choice(OTHERS), "", random_.choice(compounds)[2], ""
        text = f"市民来电反映：{district}{place}{'，' if place else ''}{wrong}，"
        target = random_.randint(80, 160)
        while len(text) < target:
            text += random_.choice(FILLERS)
        yield [
            f"{moment:%Y%m%d}{number:06d}",
            f"D{number % 300:04d}",
            f"{moment:%Y-%m-%d %H:%M:%S}",
            address,
            district,
            text.rstrip("，") + "。",
            random_.choice(("一般", "一般", "一般", "次紧急", "紧急")),
            "已派单",
            "个人",
            "建设交通类" if ours else "其他类",
            "住房保障" if ours else "综合",
            "物业服务管理" if ours else "其他",
            "房屋结构破坏" if ours else "其他",
            f"{district}城管执法局" if ours else "其他单位",
            random_.choice(("是", "否", "否")),
            "综合服务",
            f"T{number:09d}",
            random_.choice(("投诉举报类", "求助类")),
            "城市管理",
            "住宅小区",
        ]


def compounds(path: Path) -> list[Compound]:
    """The compounds in a gazetteer file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [(row["name"], row["address"], row["district"]) for row in csv.DictReader(file)]


def write_csv(path: Path, count: int, places: list[Compound]) -> None:
    """Write the bench file as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(rows(count, places))


def write_xlsx(path: Path, count: int, places: list[Compound]) -> None:
    """Write the bench file as .xlsx with shared strings, as spreadsheet programs do."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("工单")
        for column, name in enumerate(COLUMNS):
            sheet.write_string(0, column, name)
        for line, row in enumerate(rows(count, places), start=1):
            for column, value in enumerate(row):
                sheet.write_string(line, column, value)
