"""Settings of an installation. Everything that differs between installations comes from the environment."""

from __future__ import annotations

import datetime as dt
from typing import Any

import environ

from huiyin.home import home, key
from huiyin.site.logs import configuration

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
    "allauth",
    "allauth.account",
    "axes",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "huiyin.records.ledger",
    "huiyin.records.outbox",
    "huiyin.records.registry",
    "huiyin.records.accounts",
    "huiyin.records.reports",
    "huiyin.records.problems",
    "huiyin.records.cases",
    "huiyin.doors.web",
    "huiyin.site",
]

MIDDLEWARE = [
    "huiyin.doors.web.watch.request_ids.identified",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "huiyin.doors.web.watch.measuring.measured",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "huiyin.doors.web.sessions.end_idle_session",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "huiyin.doors.web.sessions.change_given_password",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "huiyin.doors.web.refusals.refused_method",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "huiyin.site.urls"
WSGI_APPLICATION = "huiyin.site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"watching": "huiyin.doors.web.watch.tags"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "huiyin.doors.web.navigation.shown",
            ],
        },
    },
]


def _database() -> dict[str, Any]:
    url = env.str("DATABASE_URL", default="")
    if url:
        found = env.db_url_config(url)
        if found["ENGINE"].endswith("postgresql"):
            # What is read lies in memory or on a disk without heads; compiling a statement takes longer than any of ours runs.
            # To plan a page's statements takes the server longer than to carry them out: it keeps the plans of those that come
            # again, which needs their values apart from their words.
            found["OPTIONS"] = {
                "options": "-c random_page_cost=1.1 -c jit=off",
                "server_side_binding": True,
                "prepare_threshold": 5,
            } | found.get("OPTIONS", {})
        # Plans are kept as long as the connection.
        return {**found, "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
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

# Rate limits count here. Several processes share the database's table; the embedded installation's few count on their own.
# Django keeps 300 of them and then forgets a third: a few hundred addresses a minute would wash a limit away.
_KEPT = {"MAX_ENTRIES": 50_000}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": _KEPT,
    }
    if env.str("DATABASE_URL", default="")
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": _KEPT}
}

AUTH_USER_MODEL = "accounts.Account"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "huiyin.doors.web.signing_in.Backend",
]
# Accounts are opened by an administrator; nobody signs up, and nothing is sent by mail.
ACCOUNT_ADAPTER = "huiyin.doors.web.signing_in.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
# The lock-out is that of axes, by account and address; one more by address alone would lock a whole office out.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": False}

# Five wrong passwords for one account from one address lock it there for half an hour.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = dt.timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "huiyin.doors.web.signing_in.locked_out"
AXES_SENSITIVE_PARAMETERS = ["password"]
AXES_DISABLE_ACCESS_LOG = False
AXES_USERNAME_FORM_FIELD = "login"
AXES_CLIENT_IP_CALLABLE = "huiyin.doors.web.signing_in.lockout_address"
# Who goes on trying while it is locked does not lock it for longer.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False

LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"
ACCOUNT_LOGOUT_REDIRECT_URL = "sign-in"

# A session ends after so many seconds without a request, and after a working day in any case.
HUIYIN_IDLE_SECONDS = env.int("HUIYIN_IDLE_SECONDS", default=30 * 60)
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

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
# Days after which a finished task of the background is forgotten.
HUIYIN_TASKS_KEPT_DAYS = env.int("HUIYIN_TASKS_KEPT_DAYS", default=30)

# What does not fit into memory is written where what is opened lies, and not beyond what one request may bring.
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "huiyin.doors.web.intake.arriving.ArrivingHandler",
]

LOGGING = configuration(env.str("HUIYIN_LOG", default="text"))
# Networks of the proxies whose word on the caller's address is taken; and the token with which figures are read from afar.
HUIYIN_PROXIES = env.list("HUIYIN_PROXIES", default=[])
# Requests that a program may make in a minute.
HUIYIN_API_PER_MINUTE = env.int("HUIYIN_API_PER_MINUTE", default=600)
HUIYIN_METRICS_TOKEN = env.str("HUIYIN_METRICS_TOKEN", default="")

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
# No script reads the token: forms carry it.
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
_BEHIND_TLS = env.bool("HUIYIN_TLS", default=False)
SESSION_COOKIE_SECURE = _BEHIND_TLS
CSRF_COOKIE_SECURE = _BEHIND_TLS
LANGUAGE_COOKIE_SECURE = _BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if _BEHIND_TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _BEHIND_TLS else None

# An ISO 8601 moment at which the clock stands still, for the demonstration; the pages say so in a banner.
HUIYIN_NOW = env.str("HUIYIN_NOW", default="")
