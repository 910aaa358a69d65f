"""From which address a request comes, when proxies stand between: a client must not be able to choose its own.

A proxy appends the address that it was asked from to ``X-Forwarded-For``; whatever stands to the left of that was sent
by the client and proves nothing. So the header is read from its right end, as long as the hop that wrote an entry is one of
``HUIYIN_PROXIES`` (networks such as ``10.0.0.5`` or ``10.0.0.0/24``; by default none, and the header is not read at all).

What cannot be seen here: WSGI gives ``X_Forwarded_For`` the name of ``X-Forwarded-For``. A trusted proxy must drop headers with
underscores, as nginx does by itself (docs/deployment.md).
"""

from __future__ import annotations

import functools
import ipaddress
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    # Loaded by the settings, as request_ids is.
    from django.http import HttpRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def client_address(request: HttpRequest) -> str:
    """The right-most address on the request's way that is no trusted proxy's; empty where the server names no peer.

    When all of them are trusted, the left-most, which a trusted proxy wrote. An entry that is no address ends the
    reading: the answer is the hop that wrote it.
    """
    nearest = _peer(request)
    if nearest is None:
        return ""
    proxies = trusted_networks()
    entries = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while _is_within(nearest, proxies) and entries:
        before = _address(entries.pop())
        if before is None:
            break
        nearest = before
    return str(nearest)


def comes_from_proxy(request: HttpRequest) -> bool:
    """Whether the peer, that is who opened the connection, is a trusted proxy, so that its headers may be believed."""
    peer = _peer(request)
    return peer is not None and _is_within(peer, trusted_networks())


def comes_from_this_machine(request: HttpRequest) -> bool:
    """Whether a program on this machine asks by itself, and no proxy on it for somebody else."""
    peer = _peer(request)
    return peer is not None and peer.is_loopback and not any(_tells_of_a_proxy(name) for name in request.META)


def trusted_networks() -> tuple[Network, ...]:
    """The networks of ``HUIYIN_PROXIES``. Raises ``ImproperlyConfigured`` naming an entry that is none."""
    return _networks(tuple(getattr(settings, "HUIYIN_PROXIES", ())))


@functools.lru_cache(maxsize=8)
def _networks(named: tuple[str, ...]) -> tuple[Network, ...]:
    networks = []
    for name in named:
        try:
            networks.append(ipaddress.ip_network(name.strip()))
        except ValueError as error:
            raise ImproperlyConfigured(
                f"HUIYIN_PROXIES: {name!r} is no network ({error}); write 10.0.0.5 or 10.0.0.0/24, separated by commas"
            ) from error
    return tuple(networks)


def _is_within(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)


def _peer(request: HttpRequest) -> Address | None:
    return _address(request.META.get("REMOTE_ADDR", ""))


def _address(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    # A socket that takes both families shows an IPv4 peer as ::ffff:10.0.0.5.
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _tells_of_a_proxy(name: str) -> bool:
    return name.startswith("HTTP_X_FORWARDED") or name in ("HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
