"""Settings.  Everything that differs between machines comes from the environment.

DJANGO_ENV is `production` when unset; the Makefile sets `development`, pytest sets `test`.
A variable that is missing or wrong ends the process with one line that names it.
"""

from datetime import timedelta
from typing import Any

import environ
from celery.schedules import schedule
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from kombu.utils.url import parse_url

from comms.settings.environment import BASE_DIR, DJANGO_ENV, PRODUCTION, VAR_DIR, env, refuse, required

# --- safety ---------------------------------------------------------------------------------------

DEBUG = env.bool("DJANGO_DEBUG", False)
if PRODUCTION:
    SECRET_KEY = required("SECRET_KEY")
    ALLOWED_HOSTS = required("ALLOWED_HOSTS", env.list)
else:
    SECRET_KEY = env.str("SECRET_KEY", "for-development-and-tests-only-never-for-production-000000")
    ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver", "[::1]"]
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
CSRF_FAILURE_VIEW = "comms.web.errors.csrf_failure"
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", PRODUCTION)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_TLS_PROXY", False) else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_AGE = 12 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # it wants DENY; the page of a release shows its PDF in a frame
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 10

# --- application ----------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "django_filters",
    "knox",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "comms.core",
    "comms.audit",
    "comms.outbox",
    "comms.api",
    "comms.web",
    "comms.org",
    "comms.files",
    "comms.pdf",
    "comms.deadlines",
    "comms.notify",
    "plans",
    "tasks",
    "press",
    "incidents",
    "comms.duties",
    "comms.dashboard",
    "comms.sample",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "comms.web.middleware.one_instant",
    "comms.api.middleware.problems",
    "csp.middleware.CSPMiddleware",
    "comms.web.middleware.without_cookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "comms.web.middleware.language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "comms.web.middleware.no_store",
    "comms.web.middleware.refusals",
    "axes.middleware.AxesMiddleware",
]

# What everybody reads alike and any cache may share: no cookie is read or set there.
SHARED_PATHS = ("/newsroom/", "/en/newsroom/", "/sitemap.xml", "/robots.txt")
# What stands among them and is one sender's own: the public form has a token against forged requests.
UNSHARED_PATHS = ("/newsroom/report/", "/en/newsroom/report/")
ROOT_URLCONF = "comms.urls"
WSGI_APPLICATION = "comms.wsgi.application"
APPEND_SLASH = True
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "comms.web.context.page",
                "comms.notify.context.notices",
            ],
            "builtins": ["comms.web.templatetags.comms"],
        },
    },
]

# --- data -----------------------------------------------------------------------------------------

VAR_DIR.mkdir(parents=True, exist_ok=True)


def _database(url: str) -> dict[str, Any]:
    """Django's settings for a database URL; options in its query (`?sslmode=require`) are kept."""
    if not url.startswith(("sqlite://", "postgres://", "postgresql://")):
        refuse(f"DATABASE_URL begins with {url.partition(':')[0]!r}; it must be sqlite:///… or postgresql://…")
    try:
        config: dict[str, Any] = dict(environ.Env.db_url_config(url))
    except ValueError as error:
        refuse(f"DATABASE_URL is not understood: {error}.")
    if not config["NAME"]:
        refuse("DATABASE_URL names no database; it must be sqlite:///path or postgresql://user:password@host:5432/name")
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            # INSERT OR REPLACE deletes a row; only then do triggers on deletion see it.
            "PRAGMA recursive_triggers=ON;",
        }
    else:
        config["CONN_MAX_AGE"] = 60
        config["CONN_HEALTH_CHECKS"] = True
        config["OPTIONS"] = {
            "connect_timeout": 5,
            # No just-in-time compilation: it costs these short queries ten times what it saves.  A test database need
            # not survive a crash of the server.
            "options": "-c lock_timeout=10000 -c TimeZone=UTC -c jit=off"
            + (" -c synchronous_commit=off" if DJANGO_ENV == "test" else ""),
            **config.get("OPTIONS", {}),
        }
        config["TEST"] = {"NAME": env.str("TEST_DATABASE_NAME", None)}
    return config


DATABASES = {"default": _database(env.str("DATABASE_URL", f"sqlite:///{VAR_DIR / 'comms.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.str("REDIS_URL", "")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
STORAGES = {
    "default": {
        "BACKEND": "comms.files.storage.WholeFileStorage",
        "OPTIONS": {"location": str(VAR_DIR / "media"), "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns when it is missing
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = not PRODUCTION
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_MAX_BYTES = env.int("FILE_MAX_BYTES", 20 * 1024 * 1024)

# What costs much, a caller and minute: comms.core.limits.
REQUESTS_A_MINUTE = {
    "verify_file": env.int("VERIFY_FILES_A_MINUTE", 20),
    # Of an address: openings and uses of signing links.
    "signing_link": env.int("SIGNING_LINKS_A_MINUTE", 30),
    "preview": env.int("PREVIEWS_A_MINUTE", 30),
    # Of an address: openings of a copy under embargo, and tries to unsubscribe.
    "copy": env.int("COPIES_A_MINUTE", 30),
    "unsubscribe": env.int("UNSUBSCRIBES_A_MINUTE", 20),
    # Of an address: reports by the public, and openings of a receipt.
    "public_report": env.int("PUBLIC_REPORTS_A_MINUTE", 5),
    "public_receipt": env.int("PUBLIC_RECEIPTS_A_MINUTE", 30),
    "preview_link": env.int("PREVIEW_LINKS_A_MINUTE", 60),
}
# How long a draft counts as being edited after its page was last heard of.
EDIT_LOCK_MINUTES = env.int("EDIT_LOCK_MINUTES", 5)

# --- people ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "org.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "web:login"
LOGIN_REDIRECT_URL = "dashboard:home"
LOGOUT_REDIRECT_URL = "web:login"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "comms.web.errors.locked_out"
AXES_ENABLE_ADMIN = False

# --- API ------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "comms.api.authentication.TokenAuthentication",
        "comms.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["comms.api.permissions.SignedIn"],
    "DEFAULT_RENDERER_CLASSES": ["comms.api.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["comms.api.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "comms.api.pagination.CursorPagination",
    "DEFAULT_FILTER_BACKENDS": [
        "comms.api.filters.StrictFilterBackend",
        "comms.api.filters.FoldedSearchFilter",
        "comms.api.filters.StrictOrderingFilter",
    ],
    "DEFAULT_SCHEMA_CLASS": "comms.api.schema.ContractSchema",
    "EXCEPTION_HANDLER": "comms.api.problems.exception_handler",
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "comms.api.negotiation.JSONOnly",
    "DEFAULT_METADATA_CLASS": None,
    "COERCE_DECIMAL_TO_STRING": False,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
REST_KNOX = {"TOKEN_TTL": timedelta(days=90), "AUTO_REFRESH": False, "AUTH_HEADER_PREFIX": "Token"}
KNOX_TOKEN_MODEL = "org.ApiToken"
MIGRATION_MODULES = {"knox": None}  # its own table would stand empty beside org_api_token, and hinder a flush
SPECTACULAR_SETTINGS = {
    "TITLE": "Comms",
    "DESCRIPTION": "Communications of a ministry: plans, press, incidents.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_NO_READ_ONLY_REQUIRED": True,  # `?fields=` may leave any field out
    "SORT_OPERATIONS": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": [],  # enumerations stand where they are used: `kind` and `state` name many of them
}

# --- language and time ----------------------------------------------------------------------------

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "comms" / "locale"]
FORMAT_MODULE_PATH = ["comms.core.formats"]
USE_I18N = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# --- work -----------------------------------------------------------------------------------------


def _broker(url: str) -> str:
    """The broker's URL, or "" where the outbox is drained without one."""
    try:
        parts = parse_url(url) if url else {}
    except ValueError as error:
        refuse(f"CELERY_BROKER_URL is not understood: {error}.")
    if url and (parts["transport"] not in {"amqp", "amqps", "redis", "rediss"} or not parts["hostname"]):
        refuse("CELERY_BROKER_URL must be amqp://user:password@host:5672// (RabbitMQ) or redis://host:6379/0 (Redis)")
    return url


CELERY_BROKER_URL = _broker(env.str("CELERY_BROKER_URL", ""))
CELERY_TASK_DEFAULT_QUEUE = env.str("CELERY_QUEUE", "comms")
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 90
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"confirm_publish": True}
    if CELERY_BROKER_URL.startswith("amqp")
    else {
        "global_keyprefix": f"{CELERY_TASK_DEFAULT_QUEUE}:",
        "visibility_timeout": 120,
        "socket_connect_timeout": 2,
        "socket_timeout": 30,
    }
)
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
OUTBOX_SWEEP_EVERY = timedelta(seconds=env.int("OUTBOX_SWEEP_SECONDS", 15))
CELERY_BEAT_SCHEDULE = {"outbox-sweep": {"task": "comms.outbox.jobs.sweep", "schedule": schedule(OUTBOX_SWEEP_EVERY)}}

# --- mail -----------------------------------------------------------------------------------------


def _mail(url: str) -> dict[str, Any]:
    """Django's settings for the mail server; `smtp+tls://user:password@host:587` asks for TLS."""
    schemes = ("smtp://", "smtp+tls://", "smtp+ssl://") if PRODUCTION else ("",)
    try:
        if not url.startswith(schemes):
            raise ImproperlyConfigured("it must be smtp+tls://user:password@host:587 (or smtp+ssl://, smtp://)")
        return dict(environ.Env.email_url_config(url))
    except (ImproperlyConfigured, ValueError) as error:
        refuse(f"EMAIL_URL is not understood: {error}.")


_UNSENT = {"production": "dummymail://", "development": f"filemail:///{VAR_DIR / 'mail'}", "test": "memorymail://"}
_EMAIL_URL = env.str("EMAIL_URL", "")
# Without a mail server people read their notices on the pages; in development the mails are files under var/mail.
MAIL_IS_SENT = bool(_EMAIL_URL) or not PRODUCTION
globals().update(_mail(_EMAIL_URL) if _EMAIL_URL else environ.Env.email_url_config(_UNSENT[DJANGO_ENV]))
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = required("MAIL_FROM") if PRODUCTION and _EMAIL_URL else env.str("MAIL_FROM", "comms@localhost")
if "@" not in DEFAULT_FROM_EMAIL or not DEFAULT_FROM_EMAIL.isprintable():
    refuse(f"MAIL_FROM is {DEFAULT_FROM_EMAIL!r}; it must be one address, such as comms@moj.example.")

# Webhooks go to the public internet only; on a machine for trial they may be answered by the machine itself.
WEBHOOKS_TO_LOOPBACK = env.bool("WEBHOOKS_TO_LOOPBACK", False)
if PRODUCTION and WEBHOOKS_TO_LOOPBACK:
    refuse("WEBHOOKS_TO_LOOPBACK is for development and tests: unset it.")

# --- the ministry ---------------------------------------------------------------------------------

# After the rest, so that a machine without any settings is told of its secret first.
from comms.settings.ministry import *  # noqa: E402, F403

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"secrets": {"()": "comms.core.logs.MaskSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
}
