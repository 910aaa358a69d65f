"""What a browser gets where a page does not take a method: a page of ours instead of an empty one."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render


def refused_method(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: an empty answer 405 to somebody who reads HTML becomes the page `405.html`; what is allowed stays."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if (
            not isinstance(response, HttpResponseNotAllowed)
            or response.content
            or not request.accepts("text/html")
        ):
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    return answer
