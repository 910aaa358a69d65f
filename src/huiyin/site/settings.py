"""Settings of an installation. Everything that differs between installations comes from the environment."""

from __future__ import annotations

from typing import Any

import environ

from huiyin.home import home, key

env = environ.Env()

HUIYIN_HOME = home()
HUIYIN_LEDGER_KEY = key("ledger")
HUIYIN_VAULT_KEY = key("vault")
HUIYIN_INDEX_KEY = key("index")
SECRET_KEY = key("django").hex()

DEBUG = env.bool("HUIYIN_DEBUG", default=False)
ALLOWED_HOSTS = env.list("HUIYIN_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("HUIYIN_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "huiyin.records.ledger",
    "huiyin.records.outbox",
    "huiyin.records.registry",
    "huiyin.records.reports",
    "huiyin.records.problems",
    "huiyin.doors.web",
    "huiyin.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "huiyin.doors.web.refusals.refused_method",
]

ROOT_URLCONF = "huiyin.site.urls"
WSGI_APPLICATION = "huiyin.site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]


def _database() -> dict[str, Any]:
    url = env.str("DATABASE_URL", default="")
    if url:
        return {**env.db_url_config(url), "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HUIYIN_HOME / "huiyin.sqlite3",
        "OPTIONS": {
            # One writer at a time, asked for at the start: a read that turns into a write can then never deadlock.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: an accepted report survives the loss of power, not only of the process.
            # Pages of 8 KB hold six received rows where 4 KB hold two and waste the rest; what is made once keeps its size.
            # No automatic indexes: for a join with some hundred keys SQLite would rather build one over the whole table.
            "init_command": (
                "PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=2000; "
                "PRAGMA cache_size=-65536; PRAGMA automatic_index=OFF;"
            ),
        },
    }


DATABASES = {"default": _database()}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
# Bundles carry a hash in their names: a browser may keep them for good.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+-[0-9A-Z]{8}\.\w+$"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# What went wrong in a page or a task goes to the error stream; what the worker says of itself goes nowhere.
_TO_ERROR_STREAM = {"handlers": ["errors"]}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "huiyin: %(message)s"}},
    "handlers": {"errors": {"class": "logging.StreamHandler", "level": "ERROR", "formatter": "line"}},
    "loggers": {
        "django.request": _TO_ERROR_STREAM,
        "django_tasks": _TO_ERROR_STREAM,
        "django_tasks_db": _TO_ERROR_STREAM,
    },
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
_BEHIND_TLS = env.bool("HUIYIN_TLS", default=False)
SESSION_COOKIE_SECURE = _BEHIND_TLS
CSRF_COOKIE_SECURE = _BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if _BEHIND_TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _BEHIND_TLS else None

# An ISO 8601 moment at which the clock stands still, for the demonstration; the pages say so in a banner.
HUIYIN_NOW = env.str("HUIYIN_NOW", default="")
