"""Whether a text says that a reporter who was answered is not satisfied, or that the matter is to be handled again.

Only asked of what is added to the text of an order that was answered: there a word too many costs a person a look, and one
too few leaves somebody without an answer.
"""

from __future__ import annotations

import re

# 表示满意, 已解决 and 不满意度 (a figure) are not among them; 不满 alone is, in 对处理结果不满.
_DISSATISFIED = re.compile(
    "不满意(?!度|率)|(?:结果|答复|处理|处置|办理|回复)[^，。；,;]{0,4}不(?:满(?!意)|认可|认同|接受|服)"
    "|(?:要求|需|须|请|应|退回)[^，。；,;]{0,4}(?:重新|再次|继续|二次)(?:办理|处理|处置|核实|核查)"
    "|重新(?:办理|派单|派发|交办)|再次(?:派单|派发|交办)|二次(?:派单|办理)|退回重办|重办"
    "|(?:未|没有|没|并未|尚未|仍未)(?:得到|真正|彻底)?(?:解决|整改|拆除|处理)"
)


def dissatisfied(text: str) -> int:
    """How often the text says so."""
    return len(_DISSATISFIED.findall(text))
