"""One's own account: what one may do and where, language and theme."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from huiyin.doors.web.admin.words import role_names, seat_kind, seat_of
from huiyin.doors.web.design.shapes import Fact
from huiyin.doors.web.signing_in import is_own_page
from huiyin.doors.web.templatetags.parts import THEMES
from huiyin.records.accounts.models import Account
from huiyin.records.accounts.roles import Right
from huiyin.records.registry.models import Unit

# The cookie that the templates read; `assets/themes.js` sets the same.
THEME = "huiyin_theme"
_YEAR = 365 * 24 * 3600


@never_cache
@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """The own account."""
    account = request.user
    assert isinstance(account, Account)
    seat = seat_of(account)
    chosen = request.COOKIES.get(THEME, "")
    return render(
        request,
        "web/admin/profile.html",
        {
            "facts": [
                Fact(gettext("姓名"), account.name),
                Fact(gettext("用户名"), account.username),
                Fact(gettext("角色"), role_names(account.roles)),
                Fact(seat_kind(seat.kind), seat.name),
                Fact(gettext("管辖范围"), _area(account)),
            ],
            "rights": [gettext(right.label) for right in Right if account.may(right)],
            "themes": [
                ("auto", gettext("跟随系统"), chosen not in THEMES),
                ("light", gettext("浅色"), chosen == "light"),
                ("dark", gettext("深色"), chosen == "dark"),
            ],
        },
    )


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the choice of the theme in the browser, and go back to the page where it was made."""
    chosen = request.POST.get("theme", "")
    back = request.POST.get("next", "")
    response = HttpResponseRedirect(back if is_own_page(request, back) else reverse("home"))
    if chosen in THEMES:
        response.set_cookie(
            THEME, chosen, max_age=_YEAR, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE)
        )
    else:
        response.delete_cookie(THEME, samesite="Lax")
    return response


def _area(account: Account) -> str:
    """In words, where the account's area reaches; as ``scope_of`` compiles it."""
    unit = account.unit
    if unit is None:
        return {
            "neighbourhood": gettext("本居（村）委会的小区"),
            "firm": gettext("本企业当日在管的小区"),
            "partner": gettext("本单位所在区域的小区"),
        }[seat_of(account).kind]
    if unit.everywhere:
        return gettext("全市")
    return {
        Unit.Kind.DISTRICT: gettext("本区的小区，以及本区来件提到的待核小区"),
        Unit.Kind.TEAM: gettext("本街镇的小区，以及本队来件提到的待核小区"),
    }.get(Unit.Kind(unit.kind), gettext("划归本单位的小区，以及本单位来件提到的待核小区"))
