"""A partner's first day: its space is made, its writer invited, and enters."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_fault")]

WRITER = "redaction@atelier.example"
PASSWORD = "trois-ruches-et-un-four"


def link_in(log: Path) -> str:
    """Return the link of the last invitation that the server has printed."""
    for _ in range(100):
        found = re.findall(r"(https?://\S+/admin/invitation/[\w-]+/)", log.read_text("utf-8"))
        if found:
            return str(found[-1])
        time.sleep(0.1)
    raise AssertionError("no invitation was sent")


def test_a_partner_is_created_and_its_writer_enters_its_section(
    page: Page, browser: Browser, site: str, site_log: Path
) -> None:
    sign_in(page, "administration")
    page.goto("/admin/partenaires/create/")
    page.locator("#id_name").fill("Atelier des essais")
    page.locator("#id_kind").select_option("pole")
    page.locator("#id_level").select_option("local")
    page.locator("#id_writers_addresses").fill(WRITER)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text(f"Invitation envoyée à {WRITER}.")).to_be_visible()
    expect(page.get_by_text("pas encore venue")).to_be_visible()

    context = browser.new_context(base_url=site, locale="fr-FR")
    writer = context.new_page()
    writer.goto(link_in(site_log))
    expect(writer.get_by_text("Atelier des essais")).to_be_visible()
    writer.locator("#id_new_password1").fill(PASSWORD)
    writer.locator("#id_new_password2").fill(PASSWORD)
    writer.get_by_role("button", name="Choisir ce mot de passe").click()
    expect(writer.get_by_text("Votre mot de passe est choisi.")).to_be_visible()
    writer.get_by_label("Adresse électronique").fill(WRITER)
    writer.get_by_label("Mot de passe").fill(PASSWORD)
    writer.get_by_role("button", name="S'identifier").click()
    expect(writer.get_by_role("heading", level=1)).to_be_visible()

    writer.goto("/admin/pages/")
    expect(writer.get_by_role("heading", name="Atelier des essais").first).to_be_visible()
    expect(writer.get_by_role("link", name="IREV")).to_have_count(0)
    writer.goto("/admin/partenaires/")
    expect(writer.locator("tr[data-object-pk]")).to_have_count(1)
    context.close()
