"""Who takes a report back: the reporter, now, and a report; not an office, once, or a decision."""

from __future__ import annotations

import pytest

from huiyin.knowledge.language.keywords import KeywordReader
from huiyin.knowledge.language.learned.reader import LearnedReader

STANDS = "青梧雅苑5号101室违建没拆。"


def acts(text: str) -> set[str]:
    (reading,) = LearnedReader().read_all([text])
    return {reading.act, KeywordReader().read(text).act}


@pytest.mark.parametrize(
    "text",
    [
        "青梧雅苑5号101室违建，前次工单未解决就关闭工单，要求重新处理。",
        f"街道直接关闭工单，{STANDS}",
        f"工单202405060012345请不要关闭工单，{STANDS}",
        f"城管说不用处理了，但是{STANDS}",
        f"物业称不需要处理了，市民不认可，{STANDS}",
        f"城管撤销之前的处罚决定，{STANDS}",
        f"规划局撤销2019年的规划许可，{STANDS}",
        f"要求撤销20240506的错误答复，{STANDS}",
        f"市民要求撤销业委会的备案，{STANDS}",
        f"没有同意撤诉，{STANDS}",
        f"市民没有答应撤诉，{STANDS}",
        f"市民不希望撤单，{STANDS}",
        f"{STANDS}街道就申请撤销工单，要求重新处理。",
        f"居委会已撤销投诉，市民不知情，{STANDS}",
        f"谁撤销工单的？{STANDS}",
        f"为何撤销工单？{STANDS}",
        f"工单已由街道撤单，{STANDS}",
        f"没有经过我同意就把工单撤单了，{STANDS}",
        "之前撤诉过一次，现在青梧雅苑5号101室又搭建了阳光房。",
        "上次同意撤单，但青梧雅苑5号101室违建依旧没拆，再次反映。",
        "青梧雅苑5号101室违建，对方承诺拆除后要求撤销投诉，结果撤单后又搭起来了。",
        f"撤单后不再有人管，{STANDS}",
        f"要求撤单，撤单后城管不再来，{STANDS}",
        "青梧雅苑5号101室违建，要求撤诉，撤诉后不再投诉他却又搭起来了。",
        "青梧雅苑5号101室违建，如不再追究将助长歪风。",
        "城管不再追究青梧雅苑5号101室的违建，市民不满。",
        f"物业要求我们撤销投诉，{STANDS}",
        f"城管要求市民撤销投诉，{STANDS}",
        f"希望物业不要撤单，{STANDS}",
        f"居委会要求社区撤销工单，{STANDS}",
        f"物业希望街道撤销投诉，{STANDS}",
        f"邻居要求街道撤销投诉，{STANDS}",
        f"没有要求街道撤销投诉，{STANDS}",
        f"请街道解释居委会撤销投诉的原因，{STANDS}",
        "食药监局来电咨询：工单20240506001234市民是否有来电撤销？",
    ],
)
def test_what_is_not_taken_back_now_by_who_reported_it(text: str) -> None:
    assert "withdraw" not in acts(text)


@pytest.mark.parametrize(
    "text",
    [
        "问题已经解决，请关闭工单202405060012345。",
        "市民来电希望关闭工单，青梧雅苑5号101室已自行整改。",
        "昨天反映的青梧雅苑5号101室违建不用处理了，已经拆掉了。",
        "来电人表示不需要处理了，工单202405060012345。",
        "市民称已与邻居协商好，不用处理了，可以撤单。",
        "撤销之前关于青梧雅苑5号101室违建的投诉。",
        "我要撤销20240506001234号工单。",
        "撤销２０２４０５０６００１２３４号工单，已解决。",
        "市民对街道处理满意，要求撤销工单202405060012345。",
        "市民向社区居委会申请撤销投诉，青梧雅苑5号101室已拆。",
        "市民在12345平台申请撤单，青梧雅苑5号101室已拆。",
        "青梧雅苑5号101室承重墙已被恢复原样要求撤诉。",
        "之前不同意撤诉，现在问题解决了，要求撤诉。",
        "市民来电撤消：工单号20210304000123。",
        "双方已和解，要求撤诉，撤诉后不再追究青梧雅苑5号101室违法搭建。",
        "问题已解决，市民来电要求撤单后不再投诉，青梧雅苑5号101室违建已拆。",
        "青梧雅苑5号101室违建已拆，要求撤单，撤单之后本人不再投诉。",
        "请工作人员撤销工单，青梧雅苑5号302室群租已经清退。",
        "来电人反映青梧雅苑5号302室群租已清退，请客服帮我撤销投诉。",
        "请平台直接撤销工单，青梧雅苑5号302室群租已经清退。",
        "市民要求话务员撤销工单，青梧雅苑5号302室群租已搬走。",
        "希望街道撤销投诉，青梧雅苑5号302室违建已拆除。",
        "麻烦居委会撤销投诉，青梧雅苑5号302室违建已拆除。",
        "要求贵单位撤销投诉，青梧雅苑5号302室违建已拆除。",
    ],
)
def test_plain_words_of_the_reporter_take_back(text: str) -> None:
    assert acts(text) == {"withdraw"}
