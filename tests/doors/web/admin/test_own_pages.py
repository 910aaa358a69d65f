"""What everybody has: the page of one's own rights and area, and a theme."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from people import person

from huiyin.records.accounts.roles import Right
from huiyin.records.registry.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_counts")]


def test_everybody_sees_their_own_rights_and_area(client: Client, district: Unit) -> None:
    client.force_login(person("wu", "callback-clerk", name="吴回访", unit=district))
    page = client.get("/profile/").content.decode()
    for words in ("吴回访", "回访员", "静安区城管执法局", "本区的小区，以及本区来件提到的待核小区"):
        assert words in page
    held = {right.label for right in Right if f"</svg> {right.label}</li>" in page}
    assert held == {"查看问题与小区", "查看诉件", "查看反映人身份", "答复反映人"}


@pytest.mark.parametrize(
    ("theme", "cookie", "attribute"),
    [
        ("dark", "dark", ' data-theme="dark"'),
        ("light", "light", ' data-theme="light"'),
        ("auto", "", ""),
        ('"><b>', "", ""),
    ],
)
def test_a_theme_is_kept_by_the_browser_and_read_by_the_pages(
    client: Client, theme: str, cookie: str, attribute: str
) -> None:
    client.force_login(person("wu", "clerk"))
    answer = client.post("/theme/", {"theme": theme, "next": "/profile/"})
    assert answer["Location"] == "/profile/"
    assert client.cookies["huiyin_theme"].value == cookie
    page = client.get("/profile/").content.decode()
    root = re.search(r"<html[^>]*>", page)
    assert root is not None
    assert (attribute.strip() in root[0], "data-theme" in root[0]) == (True, bool(attribute))


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", ""])
def test_a_choice_of_theme_leads_to_our_own_pages_only(client: Client, away: str) -> None:
    assert client.post("/theme/", {"theme": "dark", "next": away})["Location"] == "/"
