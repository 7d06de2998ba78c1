"""Two factors and sessions, as a writer sets them up and uses them in a browser."""

from __future__ import annotations

import re
import time
from base64 import b32decode

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import PASSWORD, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_fault")]

ROLE = "relecture.cress-hdf"  # whom no other test logs in


def code_of(secret: str, steps: int = 0) -> str:
    totp = TOTP(b32decode(secret), drift=steps)
    totp.time = time.time()
    return f"{totp.token():06d}"


def code_field(page: Page) -> Locator:
    return page.get_by_role("textbox", name=re.compile("^Code"))


def give_code(page: Page, code: str) -> None:
    code_field(page).fill(code)
    page.get_by_role("button", name="Ouvrir").click()


def sign_out(page: Page) -> None:
    page.context.clear_cookies()


def test_a_writer_uses_two_factors_and_ends_a_session(page: Page, browser: Browser) -> None:
    sign_in(page, ROLE)
    page.goto("/admin/account/")
    page.get_by_role("tab", name="Plus d'actions").click()
    page.get_by_role("link", name="Sécurité du compte").click()
    page.get_by_role("link", name="Régler la double authentification").click()
    expect(page.locator(".account-qr svg")).to_be_visible()
    secret = page.locator(".account-secret").inner_text().replace(" ", "")
    code_field(page).fill(code_of(secret))
    page.get_by_label("Votre mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Confirmer").click()
    expect(page.locator(".account-codes code")).to_have_count(10)
    codes = page.locator(".account-codes code").all_inner_texts()
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger les codes").click()
    assert download.value.path().read_text().split() == codes
    page.get_by_role("link", name="J'ai gardé les codes").click()

    # A code of the application: that of the next half minute, for the present one has served.
    sign_out(page)
    sign_in(page, ROLE)
    expect(code_field(page)).to_be_visible()
    page.goto("/admin/account/")
    expect(page.get_by_label("Adresse électronique")).to_be_visible()
    sign_in(page, ROLE)
    give_code(page, code_of(secret, 1))
    expect(page.get_by_role("link", name="Documents", exact=True)).to_be_visible()

    # A recovery code, once only.
    sign_out(page)
    sign_in(page, ROLE)
    give_code(page, codes[0])
    expect(page.get_by_role("link", name="Documents", exact=True)).to_be_visible()
    sign_out(page)
    sign_in(page, ROLE)
    give_code(page, codes[0])
    expect(page.get_by_text("il a déjà servi")).to_be_visible()
    time.sleep(1.1)  # the wait that a code which fails brings
    give_code(page, codes[1])
    page.goto("/admin/account/securite/")
    expect(page.get_by_text("Il vous reste 8 codes de secours")).to_be_visible()

    # Another browser's session, ended from this one.
    with browser.new_context(base_url=page.url.split("/admin/")[0], locale="fr-FR") as context:
        other = context.new_page()
        sign_in(other, ROLE)
        give_code(other, codes[2])
        expect(other.get_by_role("link", name="Documents", exact=True)).to_be_visible()
        page.reload()
        page.get_by_role("button", name="Fermer Chrome sur Linux").first.click()
        expect(page.get_by_text("La session est fermée.")).to_be_visible()
        other.goto("/admin/account/")
        expect(other.get_by_label("Adresse électronique")).to_be_visible()
