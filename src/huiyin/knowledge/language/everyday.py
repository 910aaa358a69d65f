"""What people call the wrongs of the book when they look for them: everyday words, each with the wrongs that it may mean.

Composed for this purpose and no part of the reader's lexicon: a complaint is not read by them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from huiyin.knowledge.language.reading import Code

_SAID: dict[Code, str] = {
    "illegal-construction": """
        违建 违章 违搭 搭建 违章搭建 违规搭建 违章建筑 违法建筑 违法建设 乱搭 乱搭建 乱搭乱建 私搭 私搭乱建 私建
        私自搭建 擅自搭建 加建 加盖 加层 搭棚 彩钢棚 彩钢房 阳光房 玻璃房 阳光棚 屋顶搭建 天井搭建 露台搭建""",
    "load-bearing": """
        承重墙 拆承重墙 敲承重墙 砸承重墙 破坏承重墙 敲墙 拆墙 砸墙 凿墙 破墙 墙上开洞 墙体开洞 敲掉墙""",
    "ebike-common-parts": """
        电瓶车 电动车 电动自行车 助动车 飞线 飞线充电 楼道充电 电瓶车充电 电动车充电 充电 电瓶车上楼 电动车上楼
        电瓶车进楼 电动车进楼 电瓶车进电梯 电动车进电梯""",
    "use-change": "居改非 居改商 住改商 住改非 民改非 改变用途 改变性质 民宿 棋牌室 住宅经营 居民楼经营",
    "facade": "外墙 外立面 破坏外墙 破坏外立面 破坏立面 外墙开窗 外墙开门 破墙开窗 破墙开门 破墙开店",
    "group-renting": "群租房 隔断 隔断房 打隔断 隔间 分隔出租 胶囊房 合租房 上下铺 床位出租",
    "waste-unsorted": "垃圾分类 不分类 垃圾不分类 未分类 混投 混放 垃圾混投 垃圾混放",
    "litter": "乱扔 乱丢 乱倒 乱抛 乱丢垃圾 乱倒垃圾 垃圾乱扔 偷倒垃圾 高空抛物 抛物",
    "greenery": "毁绿 占绿 毁绿占绿 占绿毁绿 毁绿种菜 种菜 砍树 毁树 破坏绿地 侵占绿地 占用绿地 占用绿化",
    "pm-duty": "物业不管 物业不作为 物业失职 物业不履职",
    "pm-waste": "垃圾分类 物业垃圾分类",
    "pm-sanitation": "脏乱 脏乱差 卫生差 没人打扫 无人打扫 没人保洁",
    "common-parts": """
        堆物 楼道堆物 走道堆物 堆杂物 占用楼道 占用走道 占用公共部位 占用公共区域 占用共用部位 公共部位 地锁
        房门外移 门外移 外移门""",
    "renovation-waste": "建筑垃圾 装修垃圾 装潢垃圾 拆房垃圾 渣土 建筑废料",
}


def _by_word() -> Mapping[str, tuple[Code, ...]]:
    found: defaultdict[str, list[Code]] = defaultdict(list)
    for code, words in _SAID.items():
        for word in words.split():
            found[word].append(code)
    return {word: tuple(codes) for word, codes in found.items()}


EVERYDAY = _by_word()
"""By word, the codes of the book's violations that it may mean."""
LONGEST = max(map(len, EVERYDAY))


def meant(word: str) -> tuple[str, tuple[Code, ...]]:
    """What stands before the everyday word with which ``word`` ends, and what that word may mean; the longest counts.

    ``word`` itself and nothing where it ends with none.
    """
    for length in range(min(LONGEST, len(word)), 1, -1):
        if codes := EVERYDAY.get(word[-length:]):
            return word[:-length], codes
    return word, ()
