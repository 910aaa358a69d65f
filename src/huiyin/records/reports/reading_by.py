"""By which reader this installation reads reports: ``HUIYIN_READER`` in the environment."""

from __future__ import annotations

import os

from huiyin.knowledge.language.readers import READERS, USUAL
from huiyin.knowledge.language.reading import Reader


def chosen() -> Reader:
    """The reader that the environment names, else the usual one. Raises ``ValueError`` where there is none of that name."""
    name = os.environ.get("HUIYIN_READER") or USUAL
    if name not in READERS:
        raise ValueError(f"HUIYIN_READER={name} is no reader; the readers are {', '.join(READERS)}")
    return READERS[name]()
