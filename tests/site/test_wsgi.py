"""The application that the web server loads."""

from __future__ import annotations

import io
from wsgiref.util import setup_testing_defaults

import pytest

from huiyin.site.wsgi import application


@pytest.mark.django_db
def test_the_web_servers_application_answers_and_sends_the_unknown_to_sign_in() -> None:
    def ask(path: str) -> tuple[str, dict[str, str]]:
        told: list[tuple[str, dict[str, str]]] = []
        environ: dict[str, object] = {"PATH_INFO": path, "HTTP_HOST": "localhost", "wsgi.input": io.BytesIO()}
        setup_testing_defaults(environ)
        answer = application(environ, lambda status, headers: told.append((status, dict(headers))))
        b"".join(answer)
        answer.close()
        return told[0]

    assert ask("/health")[0] == "200 OK"
    status, headers = ask("/")
    assert (status, headers["Location"]) == ("302 Found", "/sign-in/?next=/")
