"""The one settings file. It reads `config.env` and decides nothing that differs between installations by itself."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF

from config.env import ROOT, env

DATA = env.data


def secret_key() -> str:
    """The configured key, or one made once and kept, readable by its owner only, in the data folder."""
    if env.secret_key is not None:
        return env.secret_key.get_secret_value()
    path = DATA / "secret-key"
    if not path.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64))
    return path.read_text()


SECRET_KEY = secret_key()
SECRET_KEY_FALLBACKS = env.secret_key_fallbacks
DEBUG = env.debug
ALLOWED_HOSTS = env.allowed_hosts
# Where the site was last started, so that links of commands run beside it lead there too.
STARTED_AT = DATA / "site-url"
SITE_URL = env.site_url.rstrip("/")
if "site_url" not in env.model_fields_set and STARTED_AT.exists():
    SITE_URL = STARTED_AT.read_text("utf-8").strip()
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "config",
    "accounts",
    "predictions",
    "scoring",
    "publishing",
    "reminders",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "simple_history",
    "rest_framework",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.languages.LanguageOfTheAddress",
    "config.maintenance.Maintenance",
    "django.middleware.common.CommonMiddleware",
    "config.bodies.LargestBody",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.Preferences",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.person",
                "predictions.context.record",
                "config.languages.address",
            ],
        },
    }
]

# --- Where the record lives -------------------------------------------------------------------------------------------

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
        "PRAGMA recursive_triggers=ON; PRAGMA mmap_size=134217728; PRAGMA cache_size=-16000;"
    ),
}
POSTGRESQL_OPTIONS = {
    "options": "-c statement_timeout=30s -c lock_timeout=20s -c idle_in_transaction_session_timeout=60s",
}


def database() -> dict[str, Any]:
    """Django's description of the database that HINDCAST_DATABASE_URL names, SQLite in the data folder without it."""
    if env.database_url is None:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA / "hindcast.sqlite3", "OPTIONS": SQLITE_OPTIONS}
    found: dict[str, Any] = dict(dj_database_url.parse(env.database_url, conn_max_age=60, conn_health_checks=True))
    if found["ENGINE"].endswith("sqlite3"):
        return {**found, "OPTIONS": SQLITE_OPTIONS}
    return {**found, "OPTIONS": {**found.get("OPTIONS", {}), **POSTGRESQL_OPTIONS}}


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People -----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "front"
ACCOUNT_ADAPTER = "accounts.adapter.InvitationOnly"
ACCOUNT_FORMS = {"login": "accounts.forms.SignIn"}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_USERNAME_BLACKLIST = ["administrator"]
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Hindcast: "
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_ADAPTER = "accounts.adapter.Factors"
MFA_FORMS = {
    "add_webauthn": "accounts.passkeys.AddPasskey",
    "edit_webauthn": "accounts.passkeys.NamePasskey",
    "authenticate_webauthn": "accounts.passkeys.UsePasskey",
    "reauthenticate_webauthn": "accounts.passkeys.ShowPasskey",
    "login_webauthn": "accounts.passkeys.SignInByPasskey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Nobody signs up here with the address of somebody else: whoever has an account was asked by that address.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Who can judge, edit or keep accounts needs one where this says so.
SECOND_FACTOR_REQUIRED = "predictions.people.second_factors_are_required"
ALLAUTH_TRUSTED_PROXY_COUNT = env.trusted_proxies

# --- Security ---------------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
# Who may show our cards in a frame, see publishing/views/embedding.py. Every other page refuses.
EMBED_ANCESTORS = env.embed_ancestors
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
if env.behind_https:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^mailz$"]
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
# A file of 10 MB, see predictions.files.kinds, and the form around it.
LARGEST_BODY = 11 * 1_048_576

# --- Language and time ------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
LOCALE_PATHS = [ROOT / "locale"]
# A public page speaks the language of its address: English, or French under /fr/. What begins with one of these has one
# address, and speaks the language of who reads it.
IN_THE_READERS_LANGUAGE = (
    "/account/",
    "/accounts/",
    "/admin/",
    "/api/",
    "/desk/",
    "/i18n/",
    "/invitation/",
    "/mail/",
    "/people/",
)
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

# --- Static files -----------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATICFILES_DIRS = [ROOT / "static"]
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA / "media"

# --- Mail -------------------------------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.mail_from
SENDS_MAIL = env.mail_url is not None
MAIL_LOG = env.mail_log
BOUNCE_KEY = env.bounce_key.get_secret_value() if env.bounce_key else ""
_mail = urlsplit(env.mail_url or "")
if env.mail_url is None:
    EMAIL_BACKEND = "reminders.backends.EmlFiles"
    EMAIL_FILE_PATH = str(DATA / "mail")
elif _mail.scheme == "anymail":
    EMAIL_BACKEND = "reminders.backends.Service"
    MAIL_SERVICE = f"anymail.backends.{_mail.hostname}.EmailBackend"
    ANYMAIL = {name: value.get_secret_value() for name, value in env.mail_service.items()}
else:
    EMAIL_BACKEND = "reminders.backends.Smtp"
    EMAIL_USE_SSL = _mail.scheme == "smtps"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or (465 if EMAIL_USE_SSL else 25)
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_TLS = not EMAIL_USE_SSL and parse_qs(_mail.query).get("tls") == ["true"]
    EMAIL_TIMEOUT = 20

# --- The queue and the cache ------------------------------------------------------------------------------------------

QUEUE = DATA / "queue"
# What strangers let us work out must not push out the counts that hold them back: it is kept apart, as "boards".
CACHES: dict[str, dict[str, Any]]
if env.redis_url is None:
    FILES = "django.core.cache.backends.filebased.FileBasedCache"
    CACHES = {
        "default": {"BACKEND": FILES, "LOCATION": DATA / "cache"},
        "boards": {"BACKEND": FILES, "LOCATION": DATA / "cache-boards"},
    }
    # The transport has no host; without a name the library would warn that it made one up.
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "data_folder_in": str(QUEUE / "messages"),
        "data_folder_out": str(QUEUE / "messages"),
        "control_folder": str(QUEUE / "control"),
        "processed_folder": str(QUEUE / "processed"),
        "polling_interval": 0.1,
    }
else:
    REDIS = "django.core.cache.backends.redis.RedisCache"
    CACHES = {
        "default": {"BACKEND": REDIS, "LOCATION": env.redis_url},
        "boards": {"BACKEND": REDIS, "LOCATION": env.redis_url, "KEY_PREFIX": "boards"},
    }
    CELERY_BROKER_URL = env.redis_url
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 300}
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA / "beat-schedule")

# --- API --------------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_PAGINATION_CLASS": "config.paging.Pages",
}

# --- Logs -------------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.log_level},
}
