"""Files on their way in: written into the folder of what is opened, which its owner alone can read, and not beyond a limit.

A form is read before its page can say who may send it. So it is said here from whom large files are taken: whoever has not
signed in, or has no right to the page, would else fill the disk.
"""

from __future__ import annotations

import tempfile
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from huiyin.records.accounts.models import Account
from huiyin.records.accounts.roles import Right
from huiyin.records.reports import uploads

# As much as one request may bring; an export of a million orders has half of it.
LIMIT = 2 << 30
_MARK = "_huiyin_too_large"
# The pages that take files, by the names of their addresses, and the right that each asks for.
TAKEN_BY = {
    "imports": Right.REPORT_IMPORT,
    "survey-file": Right.SURVEY_ENTER,
    "responsibilities-file": Right.REGISTRY_MANAGE,
}


class Arrived(UploadedFile):
    """A file that lies on disk for as long as the request lasts."""

    def temporary_file_path(self) -> str:
        """Where it lies."""
        assert self.file is not None
        return str(self.file.name)


class ArrivingHandler(FileUploadHandler):
    """Takes files that are too large for memory. At the limit it stops and lets the page say so (``too_large``).

    What the form sent before the file is kept, so that the answer is a page and not a broken connection. Whom no file is
    taken from is not listened to any further.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803 - Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Note how much is announced; less than that never arrives."""
        self.announced = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file, unless more is announced than is taken."""
        super().new_file(*args, **kwargs)
        assert self.request is not None
        if not _takes_files_from(self.request):
            raise StopUpload(connection_reset=True)
        if self.announced > LIMIT:
            setattr(self.request, _MARK, True)
            raise StopUpload(connection_reset=False)
        self.file = Arrived(
            tempfile.NamedTemporaryFile(prefix="arriving-", dir=uploads.opened()),  # noqa: SIM115 - goes with the request
            self.file_name,
            self.content_type,
            0,
            self.charset,
            self.content_type_extra,
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write on."""
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> Arrived:
        """The whole file."""
        self.file.flush()
        self.file.seek(0)
        self.file.size = file_size
        return self.file

    def upload_interrupted(self) -> None:
        """Forget what has arrived of a file that breaks off."""
        if hasattr(self, "file"):
            self.file.close()


def _takes_files_from(request: HttpRequest) -> bool:
    match, user = request.resolver_match, getattr(request, "user", None)
    right = TAKEN_BY.get(match.view_name) if match is not None else None
    return right is not None and isinstance(user, Account) and user.may(right)


def too_large(request: HttpRequest) -> bool:
    """Whether a request brought more than is taken."""
    return getattr(request, _MARK, False)
