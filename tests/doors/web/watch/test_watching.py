"""Request ids, the client's address and log lines, as those who run the product get them."""

from __future__ import annotations

import ipaddress
import logging
from typing import Any

import pytest
from axes.helpers import get_client_ip_address
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from watched import OURS

from huiyin.doors.web.watch.addresses import client_address
from huiyin.records.accounts.models import Account

# The client's address

addresses = st.ip_addresses().map(str)
OUTSIDE = ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("fd00::/8")
proxies = st.one_of(st.ip_addresses(network=network) for network in OUTSIDE).map(str)
headers = st.one_of(
    st.text(max_size=80), st.lists(st.one_of(addresses, proxies, st.text(max_size=9))).map(",".join)
)


def told(peer: str, forwarded: str | None = None) -> str:
    """The address that a request with this peer and this header is taken to come from."""
    more = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=peer, **more))


def plain(address: str) -> str:
    found = ipaddress.ip_address(address)
    return str(getattr(found, "ipv4_mapped", None) or found)


def is_outside(address: str) -> bool:
    found = ipaddress.ip_address(plain(address))
    return not any(found in network for network in OUTSIDE)


@given(client=addresses.filter(is_outside), sent=headers, way=st.lists(proxies, min_size=1, max_size=4))
def test_behind_proxies_a_client_cannot_choose_its_address(client: str, sent: str, way: list[str]) -> None:
    # Given a client that sends whatever header it likes, and proxies of which each appends whom it was asked by
    *between, nearest = way
    forwarded = ",".join([sent, client, *between])
    with override_settings(HUIYIN_PROXIES=[str(network) for network in OUTSIDE]):
        assert told(nearest, forwarded) == plain(client)


@given(client=addresses, sent=headers)
def test_without_a_proxy_a_clients_header_is_not_read(client: str, sent: str) -> None:
    assert told(client, sent) == plain(client)


@given(client=addresses.filter(is_outside), sent=headers)
def test_who_is_no_proxy_is_not_believed(client: str, sent: str) -> None:
    with override_settings(HUIYIN_PROXIES=[str(network) for network in OUTSIDE]):
        assert told(client, sent) == plain(client)


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("10.0.0.5", None, "10.0.0.5"),
        ("10.0.0.5", "", "10.0.0.5"),
        ("10.0.0.5", "10.0.0.9, 10.0.0.7", "10.0.0.9"),
        ("10.0.0.5", "203.0.113.9, unknown", "10.0.0.5"),
        ("::ffff:10.0.0.5", "::ffff:203.0.113.9", "203.0.113.9"),
        ("", "203.0.113.9", ""),
        ("/run/huiyin.sock", "203.0.113.9", ""),
    ],
)
def test_where_the_way_is_not_whole_the_last_hop_that_is_sure_counts(
    settings: LazySettings, peer: str, forwarded: str | None, address: str
) -> None:
    settings.HUIYIN_PROXIES = ["10.0.0.0/8"]
    assert told(peer, forwarded) == address


def test_a_network_that_is_none_is_named_before_the_first_request(settings: LazySettings) -> None:
    settings.HUIYIN_PROXIES = ["10.0.0.0/8", "10.0.0.1/8"]
    with pytest.raises(ImproperlyConfigured, match=r"HUIYIN_PROXIES: '10\.0\.0\.1/8' is no network"):
        WSGIHandler()


def test_the_lock_out_counts_by_the_same_address(settings: LazySettings) -> None:
    settings.HUIYIN_PROXIES = ["10.0.0.5"]
    settings.AXES_CLIENT_IP_CALLABLE = f"{OURS}.addresses.client_address"
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.5", HTTP_X_FORWARDED_FOR="1.1.1.1, 203.0.113.9")
    assert get_client_ip_address(request) == "203.0.113.9"


# Request ids

GIVEN = "0123456789abcdef0123456789abcdef"
UUID = "0F8FAD5B-D9CB-469F-A165-70867728950E"


@pytest.mark.parametrize("given_id", [GIVEN, UUID])
def test_a_trusted_proxys_id_is_taken_over(settings: LazySettings, client: Client, given_id: str) -> None:
    settings.HUIYIN_PROXIES = ["127.0.0.1"]
    answer = client.get("/named", headers={"X-Request-ID": given_id})
    assert answer.headers["X-Request-ID"] == answer.content.decode() == given_id.lower()


@pytest.mark.parametrize("given_id", [GIVEN[:-1], GIVEN + "\n", "13812345678", GIVEN[:-1] + "<", ""])
def test_an_id_of_another_form_is_replaced(settings: LazySettings, client: Client, given_id: str) -> None:
    settings.HUIYIN_PROXIES = ["127.0.0.1"]
    made = client.get("/named", headers={"X-Request-ID": given_id}).headers["X-Request-ID"]
    assert made != given_id
    assert len(bytes.fromhex(made)) == 8


def test_anybody_elses_id_is_replaced_and_no_two_requests_share_one(client: Client) -> None:
    answers = [client.get("/named", headers={"X-Request-ID": GIVEN}) for _ in range(3)]
    made = {answer.headers["X-Request-ID"] for answer in answers}
    assert len(made) == 3
    assert GIVEN not in made
    assert made == {answer.content.decode() for answer in answers}


# Log lines


def test_a_requests_line_says_who_did_what_and_not_what_was_looked_for(
    client: Client, officer: Account, caplog: pytest.LogCaptureFixture
) -> None:
    client.force_login(officer)
    with caplog.at_level(logging.INFO, "huiyin.requests"):
        client.get("/desk/17?q=张伟")
    (line,) = [each for each in caplog.records if each.name == "huiyin.requests"]
    facts = {
        name: line.__dict__[name] for name in ("address", "user", "unit", "method", "path", "route", "status")
    }
    assert facts == {
        "address": "127.0.0.1",
        "user": "wang.min",
        "unit": "sh-bureau",
        "method": "GET",
        "path": "/desk/17",
        "route": "desk",
        "status": 200,
    }
    assert 0 < line.__dict__["ms"] < 60_000
    assert "张伟" not in str(line.__dict__)


def test_measuring_uses_no_statement_and_counts_each(
    settings: LazySettings, client: Client, officer: Account, caplog: pytest.LogCaptureFixture
) -> None:
    client.force_login(officer)
    client.get("/desk/17")
    with caplog.at_level(logging.INFO, "huiyin.requests"), _Counted() as counted:
        client.get("/desk/17")
    assert caplog.records[-1].__dict__["statements"] == counted.statements
    measured = counted.statements
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.startswith(OURS)]
    plain_client = Client()
    plain_client.cookies = client.cookies
    with _Counted() as counted:
        plain_client.get("/desk/17")
    assert counted.statements == measured > 0


class _Counted:
    """Counts the statements of its body."""

    def __enter__(self) -> _Counted:
        self._context = CaptureQueriesContext(connection)
        self._context.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._context.__exit__(*error)
        self.statements = len(self._context)


def test_a_probe_that_finds_all_well_leaves_no_line_and_one_that_is_refused_does(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "huiyin.requests"):
        client.get("/health/live")
        client.get("/metrics", REMOTE_ADDR="203.0.113.9")
    assert [line.__dict__["path"] for line in caplog.records if line.name == "huiyin.requests"] == [
        "/metrics"
    ]
