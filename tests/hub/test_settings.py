"""The settings, each time in a process of its own, as a server would start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import IN_CI

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = {
    "DEBUG": "0",
    "SECRET_KEY": "une-longue-suite-de-caractères-au-hasard-pour-la-signature-des-sessions-7391",
    "ALLOWED_HOSTS": "www.exemple.fr, exemple.fr",
    "BASE_URL": "https://www.exemple.fr/",
}
READ = {
    *("DEBUG", "SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL", "DATA_DIR"),
    *("DATABASE_URL", "REDIS_URL", "EMAIL_URL"),
    *("SENDFILE", "S3_BUCKET", "S3_ENDPOINT_URL", "S3_REGION"),
    "DJANGO_ALLOW_ASYNC_UNSAFE",  # of the browser's tests
}


def start(
    folder: Path, code: str, *, setup: bool = True, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Set Django up with only ``variables`` of ours, then run ``code``."""
    environment = {name: value for name, value in os.environ.items() if name not in READ}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "hub.settings",
        "DATA_DIR": str(folder),
        "PYTHONIOENCODING": "utf-8",
    }
    return subprocess.run(
        [sys.executable, "-c", f"import django; {'django.setup();' if setup else ''} {code}"],
        cwd=ROOT,
        env=environment | variables,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def setting(folder: Path, *names: str, **variables: str) -> list[object]:
    """Return the settings of these names."""
    code = (
        "import json; from django.conf import settings as s; "
        f"print(json.dumps([getattr(s, n, None) for n in {names!r}], default=str))"
    )
    done = start(folder, code, setup=False, **variables)
    assert done.returncode == 0, done.stderr
    values: list[object] = json.loads(done.stdout)
    return values


def test_a_fresh_clone_starts_without_any_variable(tmp_path: Path) -> None:
    assert setting(tmp_path, "DEBUG", "BASE_URL") == [True, "http://localhost:8000"]


def test_a_complete_production_starts(tmp_path: Path) -> None:
    names = ("DEBUG", "ALLOWED_HOSTS", "BASE_URL", "SESSION_COOKIE_SECURE", "SECURE_SSL_REDIRECT")

    assert setting(tmp_path, *names, **COMPLETE) == [
        False,
        ["www.exemple.fr", "exemple.fr"],
        "https://www.exemple.fr",
        True,
        True,
    ]


def test_the_deployment_checks_of_a_complete_production_pass(tmp_path: Path) -> None:
    code = (
        "from django.core.management import call_command; "
        "call_command('check', deploy=True, fail_level='WARNING')"
    )

    done = start(tmp_path, code, **COMPLETE)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL"])
@pytest.mark.parametrize("value", [None, "", "   "])
def test_production_refuses_to_start_without(tmp_path: Path, name: str, value: str | None) -> None:
    variables = COMPLETE | {name: value or ""}
    if value is None:
        del variables[name]

    done = start(tmp_path, "", **variables)

    last_line = done.stderr.strip().splitlines()[-1]
    assert done.returncode != 0
    assert f"La variable d'environnement {name} manque" in last_line


def test_hosts_of_commas_only_are_no_hosts(tmp_path: Path) -> None:
    done = start(tmp_path, "", **(COMPLETE | {"ALLOWED_HOSTS": " , "}))

    assert done.returncode != 0
    assert "ALLOWED_HOSTS" in done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize("value", ["peut-être", "2", "vrai"])
def test_debug_is_one_or_zero(tmp_path: Path, value: str) -> None:
    done = start(tmp_path, "", **(COMPLETE | {"DEBUG": value}))

    assert done.returncode != 0
    assert f"DEBUG doit valoir 1 ou 0, et non « {value} »" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "value", ["www.exemple.fr", "//www.exemple.fr", "ftp://exemple.fr", "https://", "https://[::1"]
)
def test_the_base_url_is_a_whole_address(tmp_path: Path, value: str) -> None:
    done = start(tmp_path, "", **(COMPLETE | {"BASE_URL": value}))

    assert done.returncode != 0
    assert "BASE_URL doit être une adresse complète" in done.stderr.strip().splitlines()[-1]


def test_a_plain_http_site_does_not_redirect_to_https(tmp_path: Path) -> None:
    names = ("BASE_URL", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE")

    values = setting(tmp_path, *names, **(COMPLETE | {"BASE_URL": "http://intranet:8000"}))

    assert values == ["http://intranet:8000", False, False]


@pytest.mark.parametrize(
    ("address", "values"),
    [
        (
            "smtp://hub%40exemple.fr:p%40ss%3Aword@mail.exemple.fr:587",
            ["mail.exemple.fr", 587, "hub@exemple.fr", "p@ss:word", True, False],
        ),
        ("smtps://u:p@mail.exemple.fr", ["mail.exemple.fr", 465, "u", "p", False, True]),
        ("smtp://127.0.0.1:25", ["127.0.0.1", 25, "", "", False, False]),
    ],
)
def test_mail_goes_through_the_server_of_the_address(
    tmp_path: Path, address: str, values: list[object]
) -> None:
    names = ["HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS", "USE_SSL"]

    assert setting(tmp_path, *[f"EMAIL_{name}" for name in names], EMAIL_URL=address) == values


def test_sqlite_waits_and_keeps_its_foreign_keys(tmp_path: Path) -> None:
    code = (
        "from django.db import connection; cursor = connection.cursor(); "
        "print([cursor.execute(f'PRAGMA {name}').fetchone()[0] for name in "
        "['journal_mode', 'foreign_keys', 'busy_timeout', 'synchronous']])"
    )

    done = start(tmp_path, code)

    assert done.stdout.strip() == "['wal', 1, 20000, 1]", done.stderr
    assert (tmp_path / "hub.sqlite3").exists()


def test_the_cache_is_redis_where_its_address_is_given(tmp_path: Path) -> None:
    address = os.environ.get("REDIS_TEST_URL", "redis://127.0.0.1:6379/9")
    code = (
        "import redis; from django.core.cache import cache; "
        f"client = redis.Redis.from_url({address!r}, socket_connect_timeout=2); "
        "cache.set('essai', {'mot': 'é'}, 60); "
        "print([cache.get('essai')['mot'], client.exists('hub:1:essai'), "
        "cache.delete('essai'), client.exists('hub:1:essai')])"
    )
    if not _answers(address):
        message = f"No Redis answers at {address}; set REDIS_TEST_URL."
        pytest.fail(message) if IN_CI else pytest.skip(message)

    done = start(tmp_path, code, REDIS_URL=address)

    assert done.stdout.strip() == "['é', 1, True, 0]", done.stderr


def _answers(address: str) -> bool:
    import redis  # only this test speaks to a Redis

    try:
        return bool(redis.Redis.from_url(address, socket_connect_timeout=2).ping())
    except redis.RedisError:
        return False


def test_files_are_sent_by_this_process_by_default(tmp_path: Path) -> None:
    names = ("SENDFILE", "WAGTAILDOCS_SERVE_METHOD")

    assert setting(tmp_path, *names) == ["", "serve_view"]
    assert setting(tmp_path, *names, SENDFILE="nginx") == ["nginx", "serve_view"]


def test_files_on_s3_are_redirected_to_and_the_policy_names_their_host(tmp_path: Path) -> None:
    code = (
        "from django.conf import settings as s; from hub.middleware import PUBLIC_POLICY; "
        "o = s.STORAGES['default']['OPTIONS']; "
        "print(s.WAGTAILDOCS_SERVE_METHOD, o['bucket_name'], o['region_name'], PUBLIC_POLICY)"
    )
    done = start(
        tmp_path,
        code,
        setup=False,  # django-storages is not there
        S3_BUCKET="hub",
        S3_ENDPOINT_URL="https://s3.exemple.fr/chemin",
        S3_REGION="fr-par",
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("redirect hub fr-par default-src 'self'; ")
    assert "media-src 'self' https://s3.exemple.fr;" in done.stdout


@pytest.mark.parametrize(
    "variables",
    [
        {"SENDFILE": "apache"},
        {"S3_BUCKET": "hub"},
        {"S3_BUCKET": "hub", "S3_ENDPOINT_URL": "s3.exemple.fr"},
    ],
)
def test_a_wrong_road_for_files_is_named(tmp_path: Path, variables: dict[str, str]) -> None:
    done = start(tmp_path, "", **variables)

    assert done.returncode != 0
    assert "ImproperlyConfigured" in done.stderr
    assert list(variables)[-1] in done.stderr or "S3_ENDPOINT_URL" in done.stderr
