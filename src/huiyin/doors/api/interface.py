"""The interface as a whole: its operations, its one way of refusing, and its description (OpenAPI 3.1)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from csp.decorators import csp_exempt
from django.conf import settings
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

import huiyin
from huiyin.doors.api import compounds, errors, lists, problems, reports
from huiyin.doors.api.answers import MEDIA_TYPE
from huiyin.doors.api.strictness import StrictParser

NAMESPACE = "api"
_TEXT = {"type": "string"}
_SECONDS = {"type": "integer", "minimum": 1}
# What an answer carries besides its content, by its status.
_HEADERS: dict[int, dict[str, Any]] = {
    401: {"WWW-Authenticate": _TEXT},
    405: {"Allow": _TEXT},
    429: {"Retry-After": _SECONDS},
    503: {"Retry-After": _SECONDS},
}
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 1000},
    "description": "上次应答的 ETag；内容未变时应答 304",
}


class Interface(NinjaAPI):
    """An interface whose description declares refusals and headers as they are given."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The description, of which ninja knows the shapes alone. It is put together once."""
        return self._described(path_prefix)

    @lru_cache(maxsize=2)  # noqa: B019 - the interface lives as long as the process
    def _described(self, path_prefix: str | None) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=path_prefix)
        for path in schema["paths"].values():
            for operation in path.values():
                _declare(operation)
        return schema


def _declare(operation: dict[str, Any]) -> None:
    if 304 in operation["responses"]:
        operation["parameters"].append(_IF_NONE_MATCH)
    for status, response in operation["responses"].items():
        headers = dict(_HEADERS.get(status, {}))
        if status >= 400:
            response["content"] = {errors.MEDIA_TYPE: response["content"].pop(MEDIA_TYPE)}
        elif 304 in operation["responses"]:
            headers["ETag"] = _TEXT
        if status == 201:
            headers["Location"] = _TEXT
        if headers:
            response["headers"] = {
                name: {"schema": shape, "required": True} for name, shape in headers.items()
            }


def _bare(view: Any) -> Any:
    """The page that shows the description to developers brings styles and scripts of its own."""
    return csp_exempt()(view)


api = Interface(
    title="回音 Huiyin",
    version=huiyin.__version__,
    description=(
        "供其他系统提交诉件，读取诉件、问题、清单和小区。所有记录限于令牌所属单位的范围；不提供反映人身份。"
        "拒绝时以 application/problem+json 说明原因、位置和处理办法。\n\n"
        "For other systems: hand in reports; read reports, problems, lists and compounds, within the area of the "
        "token's unit. Who reported is never given out."
    ),
    urls_namespace=NAMESPACE,
    docs_url="/docs" if settings.DEBUG else None,
    docs_decorator=_bare if settings.DEBUG else None,
    parser=StrictParser(),
)
errors.install(api)
api.add_router("/reports", reports.router, tags=["reports"])
api.add_router("/problems", problems.router, tags=["problems"])
api.add_router("/lists", lists.router, tags=["lists"])
api.add_router("/compounds", compounds.router, tags=["compounds"])
