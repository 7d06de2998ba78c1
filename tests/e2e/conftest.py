"""A real server with the demonstration, and Debian's Chromium.

The server is another process with its own database: nothing of the site is replaced.
"""

from __future__ import annotations

import email
import email.policy
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from playwright.sync_api import ConsoleMessage, Locator, Page, expect

from tests.conftest import IN_CI

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
INSTALL = "apt-get install chromium"
PASSWORD = "demonstration-ptce"
MAIL_START = b"Content-Type: multipart/alternative;"
CHOSEN_PASSWORD = "trois-ruches-et-un-four"

expect.set_options(timeout=15_000)  # milliseconds: a busy machine is slow, and not at fault


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Name the browser's tests as not run where there is no browser; fail in CI."""
    if CHROMIUM:
        return
    if IN_CI:
        pytest.exit(f"Chromium is missing: {INSTALL}", returncode=3)
    reason = f"no Chromium on this machine; to run it: {INSTALL}"
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the system's Chromium, that calls nobody but the site."""
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], site: str) -> dict[str, Any]:
    return {**browser_context_args, "base_url": site, "locale": "fr-FR"}


@pytest.fixture(scope="session")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site's folder: its files, and in ``server.log`` the mails that it sends."""
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="session")
def site_log(site: str, site_folder: Path) -> Path:
    """What the server prints, the mails that it sends among the rest."""
    return site_folder / "server.log"


@pytest.fixture(scope="session")
def site(site_folder: Path) -> Iterator[str]:
    """Load the demonstration in a database of its own and serve it; return its address."""
    folder = site_folder
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    environment = os.environ | {"DATA_DIR": str(folder), "BASE_URL": f"http://{address}"}
    server = os.environ.get("DATABASE_URL")
    name = f"hub_e2e_{uuid.uuid4().hex[:8]}"
    if server:
        environment["DATABASE_URL"] = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        _on_server(server, f"CREATE DATABASE {name}")
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "demo", "--no-serve"], cwd=ROOT, env=environment, check=True)
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [*manage, "runserver", "--noreload", address],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            _wait(f"http://{address}/robots.txt", process)
            yield f"http://{address}"
        finally:
            process.terminate()
            process.wait(timeout=20)
            if server:
                _on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def no_fault(page: Page) -> Iterator[None]:
    """Fail where the browser reports a fault: a script's error, a refused or missing file."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda m: faults.append(m.text) if _is_fault(m) else None)
    page.on("request", lambda r: faults.append(r.url) if not _is_local(r.url) else None)
    yield
    assert faults == []


def _is_fault(message: ConsoleMessage) -> bool:
    """Whether a message is a fault; Wagtail's autosave answers 400 to a line half typed."""
    half_typed = "400" in message.text and message.location["url"].endswith("/edit/")
    return message.type == "error" and not half_typed


def _is_local(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "data:", "blob:"))


def sign_in(page: Page, role: str) -> None:
    """Sign in with an account of the demonstration."""
    page.goto("/admin/")
    _identify(page, f"{role}@example.org", PASSWORD)


def choose_password(page: Page, address: str) -> None:
    """Choose a password at the address of an invitation that ``page`` shows, and sign in."""
    role, organisation = address.split("@")
    page.locator("#id_first_name").fill(role.capitalize())
    page.locator("#id_last_name").fill(organisation)
    page.locator("#id_new_password1").fill(CHOSEN_PASSWORD)
    page.locator("#id_new_password2").fill(CHOSEN_PASSWORD)
    page.get_by_role("button", name="Choisir ce mot de passe").click()
    expect(page.get_by_text("Votre mot de passe est choisi.")).to_be_visible()
    _identify(page, address, CHOSEN_PASSWORD)


def _identify(page: Page, address: str, password: str) -> None:
    page.get_by_label("Adresse électronique").fill(address)
    page.get_by_label("Mot de passe").fill(password)
    page.get_by_role("button", name="S'identifier").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def link_in_mail(log: Path, address: str, path: str) -> str:
    """Return the link below ``path`` in the last mail to ``address``, which the server prints."""
    for _ in range(300):
        # Two threads may print at once, so that the line between two mails comes after both.
        for raw in reversed(log.read_bytes().split(MAIL_START)):
            message = email.message_from_bytes(MAIL_START + raw, policy=email.policy.default)
            body = message.get_body(("plain",)) if message["To"] == address else None
            if body and (found := re.search(rf"http\S+{path}\S+", body.get_content())):
                return found[0]
        time.sleep(0.1)
    raise AssertionError(f"no mail to {address}")


def follow(link: Locator) -> None:
    """Follow a link and wait for the scripts of its page, as a click does not."""
    with link.page.expect_event("load"):
        link.click()


def _on_server(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError("The server stopped.")
        try:
            urllib.request.urlopen(url, timeout=2)
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The server does not answer.")
