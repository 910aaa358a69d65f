"""Set-up shared by all tests: a home folder of their own and, where asked for, a real PostgreSQL server."""

from __future__ import annotations

import os
import tempfile

# Before Django reads its settings: tests never touch a developer's data.
os.environ["HUIYIN_HOME"] = tempfile.mkdtemp(prefix="huiyin-test-")
os.environ.pop("HUIYIN_KEYS", None)
os.environ.pop("HUIYIN_NOW", None)
