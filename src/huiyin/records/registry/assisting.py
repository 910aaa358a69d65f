"""The words by which tables name the kinds of body that assist (配合)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from huiyin.records.registry.models import Assisting

# As offices write them; the statute book's own names and ids count as well.
_SHORT: Final[Mapping[Assisting, tuple[str, ...]]] = {
    Assisting.HOUSING: ("房管", "房管局", "房管所", "房屋管理部门"),
    Assisting.PLANNING: ("规划资源", "规划资源局", "规资", "规资局"),
    Assisting.POLICE: ("公安", "公安派出所"),
    Assisting.COMMITTEE: (
        *("居委会", "居委", "居民委员会", "村委会", "村委", "村民委员会"),
        *("居村委会", "居(村)委会", "居（村）委"),
    ),
    Assisting.FIRM: ("物业", "物业公司", "物业企业", "物业服务公司"),
    Assisting.OPERATIONS: ("城运", "城市运行管理中心"),
    Assisting.GREENING: ("绿化市容", "绿化市容局", "绿容", "绿容局"),
    Assisting.FIRE: ("消防", "消防救援", "消防部门", "消防救援支队"),
}
KINDS: Final[Mapping[str, str]] = {
    word: kind.value for kind in Assisting for word in (kind.value, kind.label, *_SHORT[kind])
}
"""The id of the kind for each word that names it."""
VALID: Final = "、".join(f"{kind.label}（{kind.value}）" for kind in Assisting)
"""What a refusal lists: each kind by its name and id."""
