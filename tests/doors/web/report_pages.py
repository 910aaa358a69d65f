"""The page of a report and its acts, as a browser asks for them."""

from __future__ import annotations

import pytest
from django.test import Client

from huiyin.records.reports.models import Report

# Where an act refuses, its transaction ends: such a test has none around it.
refusing = pytest.mark.django_db(transaction=True)
DIALOG = {"HX-Request": "true"}
PHONE = "13800001111"
ACTS = (
    "open",
    "link",
    "hold",
    "transfer",
    "decline",
    "decline/confirm",
    "decline/reject",
    "withdraw",
    "interim",
    "answer",
    "identity",
)


def report(number: str) -> Report:
    return Report.objects.select_related("reply").get(number=number)


def address(number: str, act: str = "") -> str:
    pk = report(number).pk
    return f"/reports/{pk}/{act}/" if act else f"/reports/{pk}/"


def page_of(client: Client, number: str) -> str:
    return client.get(address(number)).content.decode()


def main_of(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]
