"""Argon2 that is quick, for every test: none but that of the hash itself asks how dear a password is."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """Argon2 with the least that it takes."""

    time_cost = 1
    memory_cost = 64
    parallelism = 1


QUICK = [f"{__name__}.{QuickArgon2.__name__}"]
