"""A partner's first day: its space is made, its writer invited, and enters."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import choose_password, link_in_mail, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_fault")]

WRITER = "redaction@atelier.example"


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
    writer.goto(link_in_mail(site_log, WRITER, "/admin/invitation/"))
    expect(writer.get_by_text("Atelier des essais")).to_be_visible()
    choose_password(writer, WRITER)

    writer.goto("/admin/pages/")
    expect(writer.get_by_role("heading", name="Atelier des essais").first).to_be_visible()
    expect(writer.get_by_role("link", name="IREV")).to_have_count(0)
    writer.goto("/admin/partenaires/")
    expect(writer.locator("tr[data-object-pk]")).to_have_count(1)
    context.close()
