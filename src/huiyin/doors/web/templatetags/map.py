"""Maps in templates: ``{% load map %}`` and ``{% map_of url %}``."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.translation import gettext

from huiyin.doors.web.map import outlines

register = template.Library()

HEIGHTS = ("low", "middle", "tall")
# Where a compound has its card; the map puts the id in the place of the 0.
CARD = "/compounds/0/"


@register.inclusion_tag("web/map/map.html")
def map_of(
    source: str, height: str = "middle", label: str = "", selected: int | None = None
) -> dict[str, object]:
    """A map of compounds, drawn when it comes into view.

    ``source`` is the address of GeoJSON points such as the view ``map-compounds`` gives; ``height`` one of
    :data:`HEIGHTS`; ``label`` what it is a map of, for who cannot see it; ``selected`` the id of a compound that stands in
    the middle, the others grey. The styles and the program are loaded only where the tag stands. Raises ``ValueError`` for
    a height that there is not.
    """
    if height not in HEIGHTS:
        raise ValueError(f"no such height of a map: {height!r}; there are {', '.join(HEIGHTS)}")
    base, border = outlines.chosen_base_map(), outlines.outlines()
    return {
        "source": source,
        "height": height,
        "label": label or gettext("小区问题分布图"),
        "selected": selected,
        "card": CARD,
        "tiles": f"{reverse('map-tiles', args=[base.stem])}?{outlines.mark(base)}" if base else "",
        "outlines": f"{reverse('map-outlines')}?{outlines.mark(border)}" if border else "",
        "words": _words(),
    }


@register.filter
def card_of(compound_id: int) -> str:
    """The address of a compound's card."""
    return CARD.replace("0", str(compound_id))


def _words() -> dict[str, str]:
    """What the map's program says, in the reader's language. ``{n}`` and ``{m}`` stand for figures."""
    return {
        "loading": gettext("正在载入地图…"),
        "empty": gettext("没有可标在图上的小区"),
        "emptyHint": gettext("有坐标的小区录入后会显示在这里。"),
        "noPlace": gettext("这个小区还没有坐标，无法标在图上"),
        "failed": gettext("地图数据没有取到"),
        "failedHint": gettext("请检查网络后重试；小区与问题的数据没有受影响。"),
        "signedOut": gettext("登录已过期，请刷新页面后重新登录"),
        "noGraphics": gettext("这台电脑的浏览器无法绘制地图"),
        "noGraphicsHint": gettext("需要 WebGL 2。下面的表格列出了同样的小区。"),
        "again": gettext("重试"),
        "noBase": gettext("底图文件无法读取，只显示小区位置"),
        "unplaced": gettext("另有 {n} 个小区（未销号问题 {m} 个）没有坐标，未标在图上。"),
        "name": gettext("小区"),
        "open": gettext("未销号"),
        "overdue": gettext("其中超期"),
        "settled": gettext("已销号"),
        "show": gettext("图上位置"),
        "showOne": gettext("在图上显示{name}"),
        "card": gettext("打开小区卡片"),
        "more": gettext("表格只列最紧要的 {n} 个，共 {m} 个。"),
        "late": gettext("超期 {n}"),
        "map": gettext("地图：方向键移动，加号、减号缩放"),
        "zoomIn": gettext("放大"),
        "zoomOut": gettext("缩小"),
        "whole": gettext("显示全部"),
        "close": gettext("关闭"),
        "metres": gettext("米"),
        "kilometres": gettext("公里"),
        "wheel": gettext("按住 Ctrl 键并滚动滚轮缩放地图"),
        "wheelMac": gettext("按住 ⌘ 键并滚动滚轮缩放地图"),
        "fingers": gettext("用两根手指移动地图"),
    }
