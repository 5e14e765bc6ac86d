"""Settings, read from the environment. `linli.ops` fills it for a machine without a database of its own."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.utils.translation import gettext_lazy as _
from psycopg_pool.base import AttemptWithBackoff

from linli.config.secret import secret_key
from linli.demo.accounts import PASSWORD

BASE_DIR = Path(__file__).resolve().parents[2]
LINLI_DATA_DIR = Path(os.environ.get("LINLI_DATA_DIR", BASE_DIR / "var"))
IS_DEMO = os.environ.get("LINLI_DEMO") == "1"
# The one password of all accounts in a demonstration, shown on its page of accounts.
DEMO_PASSWORD = PASSWORD if IS_DEMO else ""
IS_PRODUCTION = os.environ.get("LINLI_PRODUCTION") == "1"
# Throw-away databases of the tests run without fsync; nothing else may.
LINLI_IS_TEST = os.environ.get("LINLI_TEST") == "1"
DEBUG = False


SECRET_KEY = secret_key(LINLI_DATA_DIR)
ALLOWED_HOSTS = os.environ.get("LINLI_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
# What these say of a client in X-Forwarded-For and X-Forwarded-Proto is believed; of anybody else it is not read.
LINLI_TRUSTED_PROXIES = os.environ.get("LINLI_TRUSTED_PROXIES", "")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("LINLI_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "axes",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "pgtrigger",
    "procrastinate.contrib.django",
    "linli.kernel",
    "linli.places",
    "linli.accounts",
    "linli.cases",
    "linli.realtime",
    "linli.triage",
    "linli.api",
    "linli.web",
]

MIDDLEWARE = [
    "linli.config.proxies.ProxyMiddleware",
    "linli.config.requests.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "linli.web.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "linli.config.requests.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "linli.web.errors.RefusalMiddleware",
]

ROOT_URLCONF = "linli.config.urls"
WSGI_APPLICATION = "linli.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "linli.web.context.page",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "django.templatetags.i18n"],
        },
    }
]


def database(url: str, *, pool: bool) -> dict[str, Any]:
    """One entry of DATABASES from a postgresql:// URL; a socket folder may be given as `?host=`.

    The time limits are there because a silent cut of the network would otherwise hang a request for minutes.
    """
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    options: dict[str, Any] = {
        "connect_timeout": 2,
        "tcp_user_timeout": 4000,
        "options": "-c statement_timeout=15s -c lock_timeout=5s -c idle_in_transaction_session_timeout=20s",
    }
    if pool:
        options["pool"] = {"min_size": 1, "max_size": 12, "timeout": 5, "max_idle": 300}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": query.get("port", str(parts.port or "")),
        "OPTIONS": options,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


_APP_URL = os.environ.get("DATABASE_URL", "postgresql://linli_app@127.0.0.1/linli")
# A database that comes back is found at once: the library would wait twice as long at each try, so that after three
# seconds nobody is served for four more, and sets this nowhere else (ADR 0269).
AttemptWithBackoff.INITIAL_DELAY, AttemptWithBackoff.DELAY_BACKOFF = 0.5, 1.0

DATABASES = {
    "default": database(_APP_URL, pool=os.environ.get("LINLI_NO_POOL") != "1"),
    "relay": database(os.environ.get("LINLI_RELAY_URL", _APP_URL), pool=False),
}
if _ADMIN_URL := os.environ.get("LINLI_ADMIN_URL"):
    DATABASES["admin"] = database(_ADMIN_URL, pool=False)

PROCRASTINATE_DATABASE_ALIAS = "relay"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = [
    "linli.accounts.adapters.backends.CountedBackend",
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/cases/"
LOGOUT_REDIRECT_URL = "/"

AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
# Together: ten wrong passwords lock one name for one address, not a whole office.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_CALLABLE = "linli.web.errors.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "linli.web.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if IS_PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_HSTS_SECONDS = 31_536_000

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "linli" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 600

DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
# As much as the front lets in: beyond it Django writes files with names, which a killed process leaves behind.
FILE_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# How many reports one address may send in an hour; emergencies are called in by phone.
# With it /metrics is open to another machine; without it to this one alone.
LINLI_METRICS_TOKEN = os.environ.get("LINLI_METRICS_TOKEN", "")
LINLI_REPORTS_AN_HOUR = int(os.environ.get("LINLI_REPORTS_AN_HOUR", "60"))
# Whether browsers keep a page for when there is no network; 0 takes it back from those that have it.
LINLI_OFFLINE_PAGE = os.environ.get("LINLI_OFFLINE_PAGE", "1") == "1"
# Who answers for personal data here, for the page about privacy: a name or an office, and how to reach it.
LINLI_PRIVACY_CONTACT = os.environ.get("LINLI_PRIVACY_CONTACT", "")
# How many tries to sign in within a quarter of an hour: from one address, where a whole office may sit, and for one
# name from anywhere. After ten wrong passwords a name is locked for the address at once, see AXES_FAILURE_LIMIT.
LINLI_SIGN_INS_OF_ADDRESS = int(os.environ.get("LINLI_SIGN_INS_OF_ADDRESS", "120"))
LINLI_SIGN_INS_OF_NAME = int(os.environ.get("LINLI_SIGN_INS_OF_NAME", "30"))
# How many pictures, how many words to the desk, and how many looks for others' reports of the same, by one address.
LINLI_PHOTOS_AN_HOUR = int(os.environ.get("LINLI_PHOTOS_AN_HOUR", "300"))
LINLI_WORDS_AN_HOUR = int(os.environ.get("LINLI_WORDS_AN_HOUR", "120"))
LINLI_LOOKS_AN_HOUR = int(os.environ.get("LINLI_LOOKS_AN_HOUR", "240"))
# Within how many working days whoever works here is answered who asks to have something put right (PIPL 46).
LINLI_CORRECTION_DAYS = int(os.environ.get("LINLI_CORRECTION_DAYS", "15"))
# How many lists of cases one account may take out of the house.
LINLI_EXPORTS_AN_HOUR = int(os.environ.get("LINLI_EXPORTS_AN_HOUR", "30"))
# Open cases of the same kind within this distance are offered to whoever is about to report the same.
LINLI_OFFER_METRES = int(os.environ.get("LINLI_OFFER_METRES", "100"))
# None that was reported longer ago: what is seen today is seldom what somebody saw a season ago, and who joins is told
# nothing but that the old one goes on.
LINLI_OFFER_DAYS = int(os.environ.get("LINLI_OFFER_DAYS", "90"))
# What the desk is shown as a likely duplicate: the same class, this near; or words this much alike, this near.
LINLI_SAME_METRES = int(os.environ.get("LINLI_SAME_METRES", "50"))
LINLI_SAME_HOURS = int(os.environ.get("LINLI_SAME_HOURS", "24"))
LINLI_ALIKE_METRES = int(os.environ.get("LINLI_ALIKE_METRES", "500"))
LINLI_ALIKE_DAYS = int(os.environ.get("LINLI_ALIKE_DAYS", "30"))
# Without the words that say nothing, a quarter in common is much (docs/mechanisms/triage.md).
LINLI_ALIKE_PERCENT = int(os.environ.get("LINLI_ALIKE_PERCENT", "25"))
LOGGING_CONFIG = "linli.config.logs.configure"
LOGGING: dict[str, Any] = {"version": 1}
