"""The settings of the hub, read from the environment.

A fresh clone runs without any variable: SQLite, debug, files under ``var/``. With ``DEBUG=0`` the
site refuses to start until its secret key, its hosts and its base URL are given. The table of all
variables stands in README.md.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import available_timezones

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from hub.uploads import KINDS, LARGEST

ROOT = Path(__file__).resolve().parent.parent


def env(name: str, default: str = "") -> str:
    """Return the variable ``name``, stripped; ``default`` where it is absent or empty."""
    return os.environ.get(name, "").strip() or default


def env_bool(name: str, default: bool) -> bool:
    """Return the variable ``name`` as a boolean; raise ``ImproperlyConfigured`` on other words."""
    value = env(name, str(default)).lower()
    if value in {"1", "true", "yes", "on", "oui"}:
        return True
    if value in {"0", "false", "no", "off", "non"}:
        return False
    raise ImproperlyConfigured(f"{name} doit valoir 1 ou 0, et non « {value} ».")


def env_number(name: str, default: int) -> int:
    """Return the variable ``name``, a whole number; raise ``ImproperlyConfigured`` on others."""
    value = env(name, str(default))
    if re.fullmatch(r"[0-9]{1,9}", value):
        return int(value)
    raise ImproperlyConfigured(f"{name} doit être un nombre entier, et non « {value} ».")


def required(name: str, purpose: str, development: str) -> str:
    """Return the variable ``name``; in production raise ``ImproperlyConfigured`` without it."""
    value = env(name)
    if value.strip(" ,") or DEBUG:
        return value or development
    raise ImproperlyConfigured(
        f"La variable d'environnement {name} manque : {purpose}. "
        "Elle est obligatoire en production (DEBUG=0) ; voir le tableau du README."
    )


def is_whole_address(url: str) -> bool:
    """Whether ``url`` has a scheme of the web and a host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


# The environment

DEBUG = env_bool("DEBUG", True)
DATA_DIR = Path(env("DATA_DIR", str(ROOT / "var"))).absolute()
SECRET_KEY = required(
    "SECRET_KEY",
    "c'est le secret qui signe les sessions, une longue suite de caractères au hasard",
    "development-only-not-a-secret",
)
BASE_URL = required(
    "BASE_URL",
    "c'est l'adresse publique du site, par exemple https://www.exemple.fr",
    "http://localhost:8000",
).rstrip("/")
if not is_whole_address(BASE_URL):
    raise ImproperlyConfigured(
        f"BASE_URL doit être une adresse complète, https:// compris, et non « {BASE_URL} »."
    )
ALLOWED_HOSTS = [
    host.strip()
    for host in required(
        "ALLOWED_HOSTS",
        "ce sont les noms de domaine du site, séparés par des virgules",
        f"localhost,127.0.0.1,[::1],{urlsplit(BASE_URL).hostname}",
    ).split(",")
    if host.strip()
]

# Applications

INSTALLED_APPS = [
    "home",
    "search",
    "events",
    "resources",
    "poles",
    "partners",
    "wagtail_modeladmin",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "hub",  # after wagtail.admin, which would replace the form that hub gives the base page
    "django_tasks",
    "django_tasks_db",
    "post_office",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "hub.accounts.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "hub.middleware.content_security_policy",
    "hub.accounts.middleware.session_in_use",
    "hub.middleware.RefusedRequests",
    "hub.middleware.RefusedPublication",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",  # the last: it replaces what a view answers
]

ROOT_URLCONF = "hub.urls"
WSGI_APPLICATION = "hub.wsgi.application"

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
                "wagtail.contrib.settings.context_processors.settings",
            ],
            "builtins": ["hub.templatetags.hub_tags"],
        },
    }
]

# Databases, cache, mail

if database_url := env("DATABASE_URL"):
    DATABASES = {"default": dj_database_url.parse(database_url)}
    if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
        DATABASES["default"]["OPTIONS"] = {
            **DATABASES["default"].get("OPTIONS", {}),
            "pool": True,
        }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(DATA_DIR / "hub.sqlite3"),
            "OPTIONS": {
                "timeout": 20,  # seconds to wait for another writer
                "transaction_mode": "IMMEDIATE",  # a writer waits at its start, never half way
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
                    "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000;"  # KiB
                ),
            },
        }
    }

if redis_url := env("REDIS_URL"):
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": redis_url,
            "KEY_PREFIX": "hub",
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

EMAIL_BACKEND = "post_office.EmailBackend"  # the queue, from which hub.mail sends
MAIL_SERVER = "django.core.mail.backends.console.EmailBackend"
if email_url := env("EMAIL_URL"):  # smtp://user:password@host:587, smtps:// for implicit TLS
    parts = urlsplit(email_url)
    MAIL_SERVER = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = parts.hostname or "localhost"
    EMAIL_PORT = parts.port or (465 if parts.scheme == "smtps" else 587)
    EMAIL_HOST_USER = unquote(parts.username or "")  # an @ in it is written %40
    EMAIL_HOST_PASSWORD = unquote(parts.password or "")
    EMAIL_USE_SSL = parts.scheme == "smtps"
    EMAIL_USE_TLS = parts.scheme == "smtp" and EMAIL_PORT == 587
    EMAIL_TIMEOUT = 10  # seconds
POST_OFFICE = {
    "BACKENDS": {"default": MAIL_SERVER},
    "MAX_RETRIES": 96,  # one every quarter of an hour: a day
    "LOG_LEVEL": 1,  # failures
}
mail_host = urlsplit(BASE_URL).hostname or ""
if "." not in mail_host or re.fullmatch(r"[\d.]+", mail_host):
    mail_host = "localhost"  # an IP address or a bare name is no host of a mail address
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", f"ne-pas-repondre@{mail_host}")

# People

AUTH_USER_MODEL = "hub.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # the first: it refuses who fails too often
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "hub.accounts.passwords.UsualFrenchValidator"},
    {"NAME": "hub.accounts.passwords.LengthLimitValidator"},
]
LOGIN_URL = "wagtailadmin_login"
SESSION_ENGINE = "hub.accounts.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600  # seconds since the last visit of the admin
REQUIRE_TWO_FACTOR = env_bool("REQUIRE_TWO_FACTOR", not DEBUG)  # of the network's team
OTP_TOTP_ISSUER = "Hub PTCE"
TRUSTED_PROXIES = env_number("TRUSTED_PROXIES", 0 if DEBUG else 1)
AXES_HANDLER = "hub.accounts.throttling.FailureCounter"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = dt.timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # nobody is kept out by who goes on
AXES_DISABLE_ACCESS_LOG = True  # logins that succeed leave no address
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "hub.accounts.throttling.account_name"
AXES_CLIENT_IP_CALLABLE = "hub.accounts.throttling.client_address"
AXES_LOCKOUT_CALLABLE = "hub.accounts.throttling.too_many"

# Language and time

LANGUAGE_CODE = "fr"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = WAGTAILADMIN_PERMITTED_LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_TZ = True

# Files

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where it misses
MEDIA_URL = "media/"
MEDIA_ROOT = DATA_DIR / "media"
SENDFILE = env("SENDFILE")  # "nginx" sends the documents' files itself
if SENDFILE not in {"", "nginx"}:
    raise ImproperlyConfigured(f"SENDFILE doit valoir nginx ou rester vide, et non « {SENDFILE} ».")
S3_BUCKET = env("S3_BUCKET")  # boto3 reads the keys in AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY
S3_ENDPOINT_URL = env("S3_ENDPOINT_URL")
if S3_BUCKET and not is_whole_address(S3_ENDPOINT_URL):
    raise ImproperlyConfigured(
        "S3_ENDPOINT_URL doit être l'adresse complète du service qui tient S3_BUCKET, par exemple "
        "https://s3.fr-par.scw.cloud."
    )
STORAGES = {
    "default": (
        {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": S3_BUCKET,
                "endpoint_url": S3_ENDPOINT_URL,
                "region_name": env("S3_REGION") or None,
                "addressing_style": "path",  # one host, which the content security policy names
                "signature_version": "s3v4",
                "default_acl": None,  # the bucket's own, private
                "file_overwrite": False,
            },
        }
        if S3_BUCKET
        else {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    ),
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = DEBUG
FILE_UPLOAD_PERMISSIONS = 0o644
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "uploads"  # beside the media: a large film is moved, not copied
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)
CLAMD_ADDRESS = env("CLAMD_ADDRESS").removeprefix("unix:")  # host:port or a socket's path
if CLAMD_ADDRESS and not re.fullmatch(r"/.+|.+:\d{1,5}", CLAMD_ADDRESS):
    raise ImproperlyConfigured(
        "CLAMD_ADDRESS doit valoir hôte:port ou le chemin d'une socket, "
        f"et non « {CLAMD_ADDRESS} »."
    )
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a page with a long programme

# Work beside the requests: reading documents, which takes seconds. Wagtail's own is at once.

IMMEDIATE = {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}
TASKS = {
    "default": IMMEDIATE,
    "documents": (
        {"BACKEND": "django_tasks_db.DatabaseBackend"}
        if env_bool("DOCUMENT_WORKER", False)
        else IMMEDIATE
    ),
}

# Wagtail

WAGTAIL_SITE_NAME = "Hub PTCE"
WAGTAIL_PAGE_MODEL = "hub.HubPage"
WAGTAILIMAGES_IMAGE_MODEL = "hub.HubImage"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "svg", "webp"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "hub.admin_forms.ImageForm"
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 64_000_000  # 256 MB of memory once decoded
WAGTAILADMIN_USER_LOGIN_FORM = "hub.accounts.forms.LoginForm"
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "hub.accounts.forms.PasswordResetForm"
WAGTAILDOCS_DOCUMENT_MODEL = "hub.HubDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "hub.admin_forms.DocumentForm"
WAGTAILDOCS_EXTENSIONS = list(KINDS)
WAGTAILDOCS_CONTENT_TYPES = {name: kind.mime for name, kind in KINDS.items()}
WAGTAILDOCS_MAX_UPLOAD_SIZE = LARGEST  # each kind has its own limit
WAGTAILDOCS_SERVE_METHOD = "redirect" if S3_BUCKET else "serve_view"  # both check who may read
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "partners.finishing.publish"
# Debian's "localtime" and "Factory" are no zones for a browser, whose script would fail.
WAGTAIL_USER_TIME_ZONES = sorted(available_timezones() - {"localtime", "Factory"})
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_ENABLE_UPDATE_CHECK = False  # no call to a third party
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []  # nothing is fetched from video sites
WAGTAILSEARCH_BACKENDS = {
    # The words are folded and stemmed by hub.text, the same on every database.
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"}
}

# Security

SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the editor shows the preview in a frame
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SESSION_COOKIE_HTTPONLY = True
SILENCED_SYSTEM_CHECKS = [
    "security.W019",  # X_FRAME_OPTIONS: the editor's preview, above
    "security.W005",  # HSTS for the other hosts of the domain is the domain owner's to decide
    "security.W021",  # and so is the browsers' preload list
]
if not DEBUG:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    if BASE_URL.startswith("https://"):
        SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
        SECURE_HSTS_SECONDS = 31_536_000  # a year

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "WARNING")},
}
