"""Places outside Shanghai: where a text says that what it names lies in another city, no compound of ours is meant.

Estates are called alike all over the country (星河湾, 祥和家园), and a name says nothing of its city. Facts: the provinces,
the cities of prefecture rank, and the county cities of the neighbouring provinces.
"""

import re

from huiyin.knowledge.places.districts import is_of_shanghai

_PROVINCES = """
河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南
湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾
"""
_CITIES = """
北京 天津 重庆 石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 太原 大同 阳泉 长治 晋城
朔州 晋中 运城 忻州 临汾 吕梁 呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 沈阳 大连
鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛 长春 吉林 四平 辽源 通化 白山 松原 白城
哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 南京 无锡 徐州 常州 苏州 南通
连云港 淮安 盐城 扬州 镇江 泰州 宿迁 江阴 宜兴 新沂 邳州 溧阳 常熟 张家港 昆山 太仓 启东 如皋 海安
东台 仪征 高邮 丹阳 扬中 句容 兴化 靖江 泰兴 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水
建德 余姚 慈溪 瑞安 乐清 龙港 海宁 平湖 桐乡 诸暨 嵊州 兰溪 义乌 东阳 永康 江山 玉环 温岭 临海 龙泉
合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城 福州 厦门 莆田 三明
泉州 漳州 南平 龙岩 宁德 南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶 济南 青岛 淄博 枣庄
东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽 郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作
濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈
咸宁 随州 长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 广州 韶关 深圳 珠海 汕头
佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮 南宁 柳州 桂林 梧州
北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左 海口 三亚 三沙 儋州 琼海 文昌 万宁 东方 五指山
成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 贵阳
六盘水 遵义 安顺 毕节 铜仁 昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 拉萨 日喀则 昌都 林芝 山南 那曲
西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛 兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳
定西 陇南 西宁 海东 银川 石嘴山 吴忠 固原 中卫 乌鲁木齐 克拉玛依 吐鲁番 哈密
"""
# 江苏省, 昆山市: with their kind alone, since Shanghai's roads are called after them (昆山路, 陕西南路).
_ELSEWHERE = re.compile(
    f"(?:(?:{'|'.join(_PROVINCES.split())})省|(?:{'|'.join(_CITIES.split())})市|(?:内蒙古|广西|西藏|宁夏|新疆)[一-鿿]{{0,3}}自治区)"
    "(?![场容政面民]|花(?![桥园山溪]))"
)
_BARE_CITY = "|".join(_CITIES.split())
# Between a city and a name that lies there stand the parts of an address and little else. Who comes from there (南通市人，在…),
# works there (在杭州市出差，反映…) or has a firm there does not speak of a place there.
_PART = re.compile(
    "(?:(?![住租现将把被投举说称是])[一-鿿]){1,6}?(?:街道办?|[区县市镇乡村岛路街巷]|社区|大道)|[0-9]+(?:弄|号)?"
    # 昆山市(花桥), 南通市启东: without their kind behind a city alone.
    rf"|^\([一-鿿]{{2,4}}\)|(?:{_BARE_CITY})"
)
_LINK = re.compile("(?:[的了,，、:：() 内里在有某名叫买购一]|位于|坐落于|境内|个|小区|楼盘|房子|房产|购置)*")
# The house is there, whatever is told of it: 在昆山市的房子被人…
_HOUSE = re.compile("[的了有某买购一个套]{0,5}(?:小区|楼盘|房子|房产)")
# 地址：江苏省昆山市花桥，…: what follows on words for an address lies there, with or without the kind of its town.
_ADDRESS = re.compile("(?:地址|坐落|位于|房子|房屋|房产)[于在为是]?[:：]?$")
_TOWN = re.compile("(?:(?![也还另都已卖租没有])[一-鿿0-9]){0,8}[,，]?")
# 在昆山市花桥购买了…: what is bought there.
_AT = re.compile("在(?:[一-鿿]{2,3}省)?$")
_BOUGHT = re.compile("(?:(?![做打工上班下生活经商出差居住赚开])[一-鿿]){2,4}(?:购买|购置|买)(?:了|的)?")
# 老家江苏省盐城市，…: behind a comma the sentence goes on to where they are now.
_SOMEBODYS = re.compile(
    "(?:户籍|籍贯|原籍|祖籍|老家|家乡|来自|[去回到]了?|移居|定居|总部|公司|施工队|装修队|注册在|(?:联系|家庭|身份证|执照|注册|单位|户口)地址|人|业主"
    f"|户主|房东|老板|租客|租户|子女|儿子|女儿)[^,，。；;]{{0,4}}(?:(?:{'|'.join(_PROVINCES.split())})省)?$"
)
# 琼山区金竹园小区: a district or county right before the name, a town or village between them at most.
_DISTRICT = re.compile(r"(?P<name>[一-鿿]{2})(?:区|县)(?:[一-鿿]{2,4}(?:街道办?|镇|乡|村|岛))?$")
# 小区, 园区, 住宅区, 开发区, 自贸区, 东区, 我区 are kinds and parts of places or point at one: no other city has them.
_NO_DISTRICT = re.compile(
    "[小社园辖地片新校厂景东西南北中前后宅活业外市郊矿林牧军防墅寓库老旧全本该这那一二三四五六七八九十个公共动迁化发税假范能控居闲停车场贸验务心城我贵某各别邻民工融貌住商育灾险护禁离街壁层违]$"
)
_CLAUSE_END = re.compile("[。；;！!？?]")
_FARTHEST = 30


def lies_beyond(text: str, at: int) -> bool:
    """Whether folded `text` says before `at`, where a road or a name begins, that this lies in another city.

    So when an address that begins with another province or city leads up to it and names nothing of Shanghai, or a district
    or county that Shanghai does not have stands right before it.
    """
    start = max(0, at - _FARTHEST)
    for end in _CLAUSE_END.finditer(text, start, at):
        start = end.end()
    if any(_reaches(text, start, named, at) for named in _ELSEWHERE.finditer(text, start, at)):
        return True
    if text.startswith("域", at):
        return False
    district = _DISTRICT.search(text, start, at)
    return (
        district is not None
        and _NO_DISTRICT.search(district["name"]) is None
        and not is_of_shanghai(text[max(start, district.start() - 1) : district.end()])
    )


def _reaches(text: str, start: int, named: re.Match[str], at: int) -> bool:
    """Whether the place at `at` lies in the city `named`, rather than that somebody is from there or stays there."""
    between = text[named.end() : at]
    if is_of_shanghai(between):
        return False
    somebodys = _SOMEBODYS.search(text, start, named.start()) is not None
    if not somebodys and _ADDRESS.search(text, start, named.start()) and _TOWN.fullmatch(between):
        return True
    if _AT.search(text, start, named.start()) and _BOUGHT.fullmatch(between):
        return True
    rest = _PART.sub("", between)
    if _LINK.fullmatch(rest) is None and _HOUSE.match(rest) is None:
        return False
    turns = ("," in between or "，" in between) and _HOUSE.match(rest) is None
    return not (turns and somebodys)
