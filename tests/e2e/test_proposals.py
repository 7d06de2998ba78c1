"""A visitor proposes, confirms by the mail's link, and the network's team decides."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from events.antispam import QUESTIONS
from tests.e2e.conftest import follow, link_in_mail, sign_in

pytestmark = pytest.mark.browser


def answer_question(page: Page) -> None:
    """Answer the form's question, once a person would have had the time to read it."""
    for question, answers in QUESTIONS:
        field = page.get_by_label(str(question))
        if field.count():
            field.fill(min(answers))
    page.wait_for_timeout(3100)


def test_a_proposed_event_reaches_the_agenda_without_scripts(
    browser: Browser, page: Page, site: str, site_log: Path
) -> None:
    day = dt.date.today() + dt.timedelta(days=25)
    title = "Visite proposée à Œuilly"
    context = browser.new_context(base_url=site, java_script_enabled=False, locale="fr-FR")
    visitor = context.new_page()
    visitor.goto("/agenda/")
    visitor.get_by_role("main").get_by_role("link", name="Proposer un événement").click()
    visitor.get_by_label("Titre").fill(title)
    visitor.get_by_role("button", name="Envoyer la proposition").click()
    summary = visitor.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link", name="Date de début")).to_be_visible()
    expect(visitor.get_by_label("Date de début")).to_have_accessible_description("Champ requis.")
    expect(visitor.get_by_label("Titre")).to_have_value(title)

    visitor.get_by_label("Date de début").fill(day.isoformat())
    visitor.get_by_label("Organisé par").fill("Le collectif")
    visitor.get_by_label("Réemploi").check()
    visitor.get_by_label("Votre nom").fill("Une passante")
    visitor.get_by_label("Votre adresse électronique").fill("passante@dehors.example")
    visitor.get_by_label("J'accepte").check()
    answer_question(visitor)
    visitor.get_by_role("button", name="Envoyer la proposition").click()
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("confirmez par courriel")
    visitor.goto(link_in_mail(site_log, "passante@dehors.example", "/proposer/confirmer/"))
    expect(visitor.get_by_role("main")).to_contain_text(title)
    visitor.get_by_role("button", name="Je confirme").click()
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("est confirmée")
    visitor.goto("/agenda/")
    expect(visitor.get_by_role("main")).not_to_contain_text(title)

    sign_in(page, "animation")
    page.goto("/admin/propositions/")
    follow(page.get_by_role("link", name=title))
    panel = page.locator(".w-panel", has_text="Proposé de l'extérieur").first
    expect(panel).to_contain_text("passante@dehors.example")
    page.get_by_role("button", name="Plus d'actions").click()
    page.get_by_role("button", name="Approuver et Publier").click()
    page.wait_for_url(re.compile(r"/admin/pages/\d+/$"))

    address = link_in_mail(site_log, "passante@dehors.example", "/agenda/")
    visitor.goto(address)
    expect(visitor.get_by_role("heading", level=1)).to_have_text(title)
    visitor.goto(f"/agenda/?du={day}&au={day}")
    expect(visitor.get_by_role("main")).to_contain_text(title)
    context.close()


def test_a_refused_pole_leaves_no_draft(page: Page, site_log: Path) -> None:
    page.goto("/proposer/un-pole/")
    page.get_by_label("Nom du pôle").fill("Pôle refusé")
    page.get_by_label("En deux phrases").fill("Un pôle qui coopère.")
    page.get_by_label("Territoire").select_option("Oise")
    page.get_by_label("Votre nom").fill("Un passant")
    page.get_by_label("Votre adresse électronique").fill("passant@dehors.example")
    page.get_by_label("J'accepte").check()
    answer_question(page)
    page.get_by_role("button", name="Envoyer la proposition").click()
    page.goto(link_in_mail(site_log, "passant@dehors.example", "/proposer/confirmer/"))
    page.get_by_role("button", name="Je confirme").click()

    sign_in(page, "animation")
    page.goto("/admin/propositions/")
    row = page.locator(".listing tbody tr", has_text="Pôle refusé")
    expect(row).to_contain_text("à décider")
    row.get_by_role("link", name="Refuser").click()
    page.get_by_label("La raison").fill("Ce pôle est déjà là.")
    page.get_by_role("button", name="Refuser et prévenir").click()

    expect(page.get_by_text("Proposition refusée")).to_be_visible()
    expect(page.locator(".listing tbody tr", has_text="refusée")).to_have_count(1)
    page.goto("/admin/pages/search/?q=refus%C3%A9")
    expect(page.get_by_role("link", name="Pôle refusé")).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", ["/proposer/un-evenement/", "/proposer/un-pole/"])
def test_the_forms_do_not_scroll_sideways(page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})

    page.goto(path)
    page.get_by_role("button", name="Envoyer la proposition").click()

    expect(page.get_by_role("alert")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
