"""How often a token may be used: so many requests a minute, counted in the cache that all processes share."""

from __future__ import annotations

from time import time

from django.conf import settings
from django.core.cache import cache

from huiyin.doors.api import errors

MINUTE = 60
USUAL = 600


def count(client_id: int) -> None:
    """Count one request of a client. Raises :class:`errors.Refusal` above ``HUIYIN_API_PER_MINUTE`` (usually 600).

    Minutes are those of the real clock, also where the demonstration's stands still.
    """
    limit: int = getattr(settings, "HUIYIN_API_PER_MINUTE", USUAL)
    minute, second = divmod(int(time()), MINUTE)
    key = f"api:{client_id}:{minute}"
    try:
        taken = cache.incr(key)
    except ValueError:
        # Of two who come first at once the second's count is lost; nobody's limit is so exact.
        cache.set(key, 1, 2 * MINUTE)
        taken = 1
    if taken > limit:
        raise errors.Refusal(errors.TOO_MANY, headers={"Retry-After": str(MINUTE - second)})
