"""What a program is told when something is refused (RFC 9457): what, where, and what to do, in Chinese and English."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from huiyin.doors.api.shapes import Error, Fault

_log = logging.getLogger("django.request")
MEDIA_TYPE = "application/problem+json"
# Seconds after which a database that was gone may be there again.
AGAIN = 5


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of refusal: its status, its name in ``type``, its title, what to do, and where it lies if always there."""

    status: int
    name: str
    title: str
    title_en: str
    what_to_do: str
    what_to_do_en: str
    where: str = ""


MALFORMED = Kind(
    400,
    "malformed",
    "请求格式有误",
    "The request is malformed",
    "请按接口说明改正请求后再发送。",
    "Correct the request as the description of the interface says.",
)
UNKNOWN_PARAMETER = Kind(
    400,
    "unknown-parameter",
    "没有这个查询参数，或参数重复",
    "A query parameter is unknown or stands twice",
    "请删去该参数，或改用接口说明中的名称。",
    "Leave it out, or use a name of the description of the interface.",
)
UNAUTHENTICATED = Kind(
    401,
    "unauthenticated",
    "缺少有效令牌",
    "A valid token is missing",
    "请在 Authorization 请求头中以 Bearer 方式提供令牌；令牌由系统管理员发放。",
    "Send the token in the header Authorization: Bearer …; an administrator gives it out.",
    where="header.Authorization",
)
FORBIDDEN = Kind(
    403,
    "forbidden",
    "令牌没有这项权限",
    "The token lacks the right",
    "请系统管理员发放具有该权限的令牌。",
    "Ask an administrator for a token with this right.",
    where="header.Authorization",
)
NOT_FOUND = Kind(
    404,
    "not-found",
    "没有找到",
    "Not found",
    "请核对地址和编号；不在令牌所属单位范围内的记录也按不存在处理。",
    "Check the address and the number; what lies outside the area of the token's unit is not found either.",
)
METHOD = Kind(
    405,
    "method-not-allowed",
    "该地址不支持此方法",
    "The address does not take this method",
    "请改用 Allow 响应头列出的方法。",
    "Use a method of the header Allow.",
)
NOT_ACCEPTABLE = Kind(
    406,
    "not-acceptable",
    "只能以 JSON 应答",
    "Answers are JSON only",
    "请在 Accept 请求头中允许 application/json，或不发送该请求头。",
    "Let the header Accept allow application/json, or leave it out.",
    where="header.Accept",
)
KEY_REUSED = Kind(
    409,
    "key-reused",
    "幂等键已用于其他内容",
    "The idempotency key was used for another content",
    "每件诉件使用一个新的幂等键；只有重发同一内容时才沿用原键。",
    "Give each report a key of its own; use a key again only to send the same content again.",
    where="header.Idempotency-Key",
)
NUMBER_HELD = Kind(
    409,
    "number-held",
    "该编号的诉件不能由此令牌变更",
    "A report with this number is not this token's to change",
    "请核对编号；该编号的诉件已由其他单位接收，或其来件正待更正。",
    "Check the number; another unit has received its report, or its row waits for a correction.",
    where="body.number",
)
TOO_LARGE = Kind(
    413,
    "too-large",
    "请求内容过大",
    "The content is too large",
    "请求内容不得超过 256 KB；每次只提交一件诉件。",
    "A request has at most 256 KB; hand in one report at a time.",
    where="body",
)
MEDIA = Kind(
    415,
    "unsupported-media-type",
    "不支持的内容类型",
    "The media type is not supported",
    "请以 Content-Type: application/json 发送 UTF-8 编码的 JSON。",
    "Send JSON in UTF-8 with Content-Type: application/json.",
    where="header.Content-Type",
)
INVALID = Kind(
    422,
    "invalid",
    "内容不符合要求",
    "A value is not as required",
    "请按 faults 所列逐项改正后再发送。",
    "Correct what faults names and send it again.",
)
TOO_MANY = Kind(
    429,
    "too-many-requests",
    "请求过于频繁",
    "Too many requests",
    "请在 Retry-After 响应头所示秒数之后再试。",
    "Try again after the seconds of the header Retry-After.",
)
BROKEN = Kind(
    500,
    "internal",
    "系统内部错误",
    "Something went wrong inside",
    "请稍后以同一幂等键重试；仍不成功时，请把 X-Request-ID 响应头告知系统管理员。",
    "Try again later with the same key; if it stays so, tell an administrator the header X-Request-ID.",
)
UNAVAILABLE = Kind(
    503,
    "unavailable",
    "数据库暂时不可用",
    "The database is not there at the moment",
    "请稍后以同一幂等键重试；已接收的诉件不会丢失。",
    "Try again later with the same key; what was accepted is not lost.",
)
KINDS = (
    MALFORMED,
    UNKNOWN_PARAMETER,
    UNAUTHENTICATED,
    FORBIDDEN,
    NOT_FOUND,
    METHOD,
    NOT_ACCEPTABLE,
    KEY_REUSED,
    NUMBER_HELD,
    TOO_LARGE,
    MEDIA,
    INVALID,
    TOO_MANY,
    BROKEN,
    UNAVAILABLE,
)


class Refusal(Exception):
    """A refusal with its kind, and what is to be told of it; without details the title says all."""

    def __init__(self, kind: Kind, *faults: Fault, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(kind.name)
        self.kind = kind
        self.faults = faults
        self.headers = headers or {}


def answer(refusal: Refusal) -> HttpResponse:
    """The refusal as a program gets it."""
    kind, faults = refusal.kind, list(refusal.faults)
    first = faults[0] if faults else Fault(where=kind.where, detail=kind.title, detail_en=kind.title_en)
    error = Error(
        type=f"urn:huiyin:error:{kind.name}",
        title=kind.title,
        title_en=kind.title_en,
        status=kind.status,
        detail=first.detail,
        detail_en=first.detail_en,
        where=first.where,
        what_to_do=kind.what_to_do,
        what_to_do_en=kind.what_to_do_en,
        faults=faults,
    )
    response = HttpResponse(error.model_dump_json(), status=kind.status, content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    for name, value in refusal.headers.items():
        response.headers[name] = value
    return response


def refusal_of(error: Exception) -> Refusal:
    """What an error comes to. One that nobody expected is logged, and its words are told to nobody."""
    match error:
        case Refusal():
            return error
        case ValidationError():
            # Of several things that were tried on one value the first is what counts.
            faults = {fault.where: fault for fault in reversed([_fault(each) for each in error.errors])}
            return Refusal(INVALID, *reversed(faults.values()))
        case Http404():
            return Refusal(NOT_FOUND)
        case AuthenticationError():
            return unauthenticated()
        # So ninja hands on what went wrong with the body.
        case HttpError() if isinstance(error.__cause__, Refusal):
            return error.__cause__
        case OperationalError() | InterfaceError():
            _log.error("the database is gone", exc_info=error)
            return Refusal(UNAVAILABLE, headers={"Retry-After": str(AGAIN)})
        case _:
            _log.error("an error in the programming interface", exc_info=error)
            return Refusal(BROKEN)


def unauthenticated() -> Refusal:
    """Without token, or with one that nobody has: the same words for both."""
    return Refusal(UNAUTHENTICATED, headers={"WWW-Authenticate": 'Bearer realm="huiyin"'})


def install(api: NinjaAPI) -> None:
    """Answer whatever goes wrong within ``api`` in this way."""

    def handle(request: HttpRequest, error: Any) -> HttpResponse:
        return answer(refusal_of(error))

    # By name, since ninja has handlers of its own for these.
    for kind in (Exception, Http404, HttpError, ValidationError):
        api.add_exception_handler(kind, handle)


_WORDS = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项",
    "string_type": "应为文本",
    "string_too_short": "内容过短",
    "string_too_long": "内容过长",
    "string_pattern_mismatch": "写法不符合要求",
    "enum": "不是允许的取值",
    "literal_error": "不是允许的取值",
    "bool_type": "应为 true 或 false",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "greater_than_equal": "数值过小",
    "less_than_equal": "数值过大",
    "model_type": "应为对象",
    "model_attributes_type": "应为对象",
    "dict_type": "应为对象",
    "value_error": "取值不符合要求",
}


def _fault(error: Mapping[str, Any]) -> Fault:
    """One finding of the validation. Its own words do not repeat what was sent."""
    return Fault(
        where=_where(error["loc"]),
        detail=_WORDS.get(error["type"], "取值不符合要求"),
        detail_en=str(error["msg"]),
    )


def _where(place: Sequence[str | int]) -> str:
    """``body.reporter.name``, ``query.limit``, ``header.Idempotency-Key``: the name of a view's own argument left out."""
    source, *path = map(str, place)
    if source == "body":
        path = path[1:]
    elif len(path) > 1:
        # A parameter stands below the argument that holds them all, and above what was tried on its value.
        path = path[1:2]
    return ".".join([source, *path])
