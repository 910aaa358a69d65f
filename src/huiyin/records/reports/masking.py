"""Texts as they are shown to people: without the numbers and addresses that lead to a person.

What is hidden is hidden character by character, so that every position in a text stays what it was: the spans of a reading
mark the same words before and after.
"""

from __future__ import annotations

import re

from huiyin.records.reports.landing.fields import MOMENTS

# As typed in either width or any script, and as said: 〇 and 零, 幺 for one on the telephone, 两 for two, the capitals of
# bank notes, and those in circles and brackets.
_DIGIT = r"[\d〇○零一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖⓪①-⑨⑴-⑼⒈-⒐⓵-⓽❶-❾➀-➈➊-➒⁰¹²³⁴-⁹₀-₉]"
# What people put between the digits of one number: up to three blanks, hyphens or dots, or what is not to be seen at all.
_GAP = r"[\s\-‐-―－﹣~～_.．·•・‧\u200b-\u200f\u2060\ufeff\u00ad]{0,3}"
# Telephone, identity and account numbers begin at seven digits.
_NUMBER = rf"{_DIGIT}(?:{_GAP}{_DIGIT}){{6,}}(?:{_GAP}[XxＸｘ](?![A-Za-z]))?"
_MAIL = r"[A-Za-z0-9._%+\-]{1,64}[@＠][A-Za-z0-9\-]{1,63}(?:[.．][A-Za-z0-9\-]{1,63})+"
# An order of the hotline: its day and a counter, run together, and nothing behind it that could go on with it. Identity numbers
# begin with a region, which is never 20; accounts are longer.
_ORDER = rf"(?<![0-9A-Za-z])20[0-9]{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{{6}}(?![A-Za-z])(?!{_GAP}{_DIGIT})"
_HIDDEN = re.compile(rf"(?P<mail>{_MAIL})|(?P<order>{_ORDER})|(?P<number>{_NUMBER})")
# A day, alone or with the hour behind it: at most ten digits, one fewer than a mobile telephone has.
_DAY = re.compile(
    r"(?:19|20)\d\d(?P<mark>[-－.．])(?:0?[1-9]|1[0-2])(?P=mark)(?:0?[1-9]|[12]\d|3[01])(?:\s+(?:[01]\d|2[0-3]))?"
)
# What stands where a day should, though there is no such day: shaped like one, alone or run together.
_DAY_LIKE = re.compile(
    r"(?:19|20)\d\d(?:(?P<mark>[-－.．])\d{1,2}(?P=mark)\d{1,2}(?:\s+\d{1,2})?|\d{4}(?:\s*\d{2}){0,3})"
)
# What stands in a column of order numbers and is none: the telephone or the identity number of a person.
_OF_A_PERSON = re.compile(r"(?:\+?86)?1[3-9]\d{9}|0\d{9,11}|[1-9]\d{5}(?:19|20)\d{9}[\dXx]")
_APART = re.compile(r"[\s.\-]+")
_ONE = re.compile(_DIGIT)
_MAIL_NAME = re.compile(r"[^@＠]")
# What may stand where something is hidden: digits, the last sign of an identity number, the name within an address.
_HIDEABLE = re.compile(rf"{_DIGIT}|[Ｘｘ]|[A-Za-z0-9._%+\-]")
FIRST, LAST = 3, 2
# Headings of columns that tell who somebody is, whoever made the table.
_OF_PERSONS = re.compile(
    r"[人员者]$|姓名|名字|称呼|电话|手机|号码|联系方式|工号|坐席|通话|录音|证件|身份证|户口|生日|出生|微信|QQ|邮箱|邮件|账号|账户"
    r"|业主|住户|户主|租户|房东|房主|name|phone|mobile|tel|mail|contact|caller",
    re.IGNORECASE,
)
# A cell with nothing but a name: a frequent family name and what is given, or how somebody is spoken to. Not 黄浦区, 马路.
_FAMILIES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤俞章倪施翁华盛柳鲍季"
)
_NAME = re.compile(
    rf"(?:[{_FAMILIES}](?![路街镇区村市县弄号])[一-鿿·]{{0,2}}(?<![路街镇区村市县弄号])|欧阳[一-鿿]{{1,2}}|上官[一-鿿]{{1,2}}"
    r"|司马[一-鿿]{1,2}|诸葛[一-鿿]{1,2})(?:先生|女士|小姐|阿姨|师傅|老师|同志)?"
)


# A column of names with several in it, or with words about them in brackets.
_BETWEEN_NAMES = re.compile(r"[、,，;；/|\n()（）]+")
_SPOKEN_TO = re.compile("(?:先生|女士|小姐|阿姨|师傅|老师|同志)$")
# What stands in columns of names and names nobody.
_NOBODY = re.compile(
    r"匿名|市民|居民|业主|住户|户主|租户|租客|房东|群众|网友|路人|邻居|物业|来电|反映|投诉|举报|诉求|本人|未知|未提供|不详|不愿|保密"
    r"|无名|委员会|公司|中队|街道|居委|[\d*＊]"
)


def without_names(text: str, names: str) -> str:
    """``text``, of the same length, with each name of a column of names hidden but for its first sign wherever it stands.

    A single sign is no name, nor is what tells only that somebody called; what goes on as the name of a road or a village
    stays.
    """
    for piece in _BETWEEN_NAMES.split(names):
        plain = piece.strip()
        # 张三丰先生 is called 张三丰 as well; of 王女士 nothing more is known.
        bare = _SPOKEN_TO.sub("", plain).strip()
        name = bare if len(bare) > 1 else plain
        if len(name) > 1 and _NOBODY.search(name) is None:
            stars = name[0] + "*" * (len(name) - 1)
            text = re.sub(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z路街弄巷村镇])", stars, text)
    return text


def masked(text: str) -> str:
    """``text``, of the same length, with long numbers hidden but for their first three and last two digits.

    Long are those of seven digits and more, also with blanks, hyphens or dots in them, in full width or in Chinese numerals;
    a date is none, nor is the number of a hotline's order. Of an e-mail address its first letter and its domain stay.
    """
    return _HIDDEN.sub(_hide, text)


def first_hidden(text: str) -> str:
    """The first piece of a text that is hidden from people, as it is shown to them; empty where there is none."""
    return next((shown for found in _HIDDEN.finditer(text) if (shown := _hide(found)) != found[0]), "")


def masked_in(field: str, cell: str) -> str:
    """A cell of a column that a mapping takes for ``field``, masked.

    Where a day should stand, what is shaped like a day stays, though there be no such day. Order numbers stay, as they are
    shown wherever a report is, but for what is a person's telephone or identity number instead.
    """
    if field == "number":
        return masked(cell) if _OF_A_PERSON.fullmatch(_APART.sub("", cell)) else cell
    return _with_days(cell) if field in MOMENTS else masked(cell)


def _with_days(text: str) -> str:
    return _HIDDEN.sub(lambda found: found[0] if _DAY_LIKE.fullmatch(found[0]) else _hide(found), text)


def masked_refusal(code: str, words: str) -> str:
    """What is said of a row that was refused for ``code``: masked, since it can quote a cell; a wrong date stays readable."""
    return _with_days(words) if code.startswith("date.") else masked(words)


def of_persons(heading: str) -> bool:
    """Whether a column that no mapping knows tells by its heading that it says who somebody is."""
    return _OF_PERSONS.search(heading.strip()) is not None


def masked_cell(cell: str) -> str:
    """A cell of a column that no mapping knows: masked, and where it holds a person's name alone, that but for its first sign.

    By frequent family names. Others, and names among other words, are not known for what they are.
    """
    plain = cell.strip()
    return plain[0] + "*" * (len(plain) - 1) if _NAME.fullmatch(plain) else masked(cell)


def may_be_hidden(words: str) -> bool:
    """Whether something of ``words`` could be among what is hidden in a text; what cannot is shown wherever it stands."""
    return _HIDEABLE.search(words) is not None


def restored(edited: str, original: str) -> str:
    """``edited``, which somebody made of ``masked(original)``, with what was hidden put back wherever its stars still stand."""
    for found in _HIDDEN.finditer(original):
        edited = edited.replace(_hide(found), found[0], 1)
    return edited


def _hide(found: re.Match[str]) -> str:
    whole = found[0]
    if found["mail"]:
        return whole[0] + _MAIL_NAME.sub("*", whole[1:].partition("@")[0].partition("＠")[0]) + _domain(whole)
    if found["order"] or _DAY.fullmatch(whole):
        return whole
    at = [one.start() for one in _ONE.finditer(whole)]
    if whole[-1] in "XxＸｘ":
        at.append(len(whole) - 1)
    hidden = set(at[FIRST:-LAST])
    return "".join("*" if index in hidden else char for index, char in enumerate(whole))


def _domain(mail: str) -> str:
    return mail[max(mail.find("@"), mail.find("＠")) :]
