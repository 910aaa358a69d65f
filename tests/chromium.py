"""Where the browser of the tests is: the headless shell, which is Chromium without its windows, or the whole of it."""

from __future__ import annotations

import shutil

_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = next(filter(None, map(shutil.which, _NAMES)), None)
