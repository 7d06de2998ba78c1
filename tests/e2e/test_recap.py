"""The main job: what a meeting leaves, published through one screen, decided together, found."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect
from wagtail.test.utils.form_data import querydict_from_html

from tests.e2e.conftest import ROOT, follow, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_fault")]

DECKS = ROOT / "home" / "demo" / "files"
NAMES = ["diapo-cress-hdf-2022.pdf", "diapo-emergence-beauvaisis.pdf"]
TITLE = "Rencontre du clafoutis"
REPLAY = "https://www.youtube.com/watch?v=EUKwUHKN6cY"


def publish_past_event(page: Page) -> None:
    """Publish, as the team, an event of last week in the section of IREV, by the editor's form."""
    sign_in(page, "animation")
    page.goto("/partenaires/irev/")
    add = page.locator("wagtail-userbar a[href$='/add_subpage/']").get_attribute("href") or ""
    parent = re.findall(r"\d+", add)[-1]
    url = f"/admin/pages/add/events/eventpage/{parent}/"
    form = querydict_from_html(
        page.request.get(url).text(), form_id="page-edit-form", exclude_csrf=False
    )
    changes = {
        "title": TITLE,
        "slug": "rencontre-du-clafoutis",
        "start_date": (dt.date.today() - dt.timedelta(days=7)).isoformat(),
        "body-count": "0",
        "programme-count": "0",
        "speakers-TOTAL_FORMS": "2",
        "speakers-0-name": "Quentin LALLEMENT",
        "speakers-0-organisation": "CRESS-HDF",
        "speakers-0-ORDER": "1",
        "speakers-1-name": "Gilles DAUGERON",
        "speakers-1-organisation": "Émergence Beauvaisis",
        "speakers-1-ORDER": "2",
        "action-publish": "1",
    }
    answer = page.request.post(url, form={**form.dict(), **changes}, headers={"Referer": page.url})
    assert "créée et publiée" in answer.text()
    page.context.clear_cookies()


def approve(page: Page, role: str) -> None:
    """Approve the recap from the list of what waits for ``role``, which has one page less then."""
    page.context.clear_cookies()
    sign_in(page, role)
    page.goto("/admin/relectures/")
    waiting = page.get_by_role("button", name="Approuver").count() - 1
    follow(page.get_by_role("link", name=f"Compte rendu : {TITLE}", exact=True).first)
    companions = page.locator(".companions__page")
    expect(companions).to_have_count(3)
    page.get_by_role("button", name="Plus d'actions").click()
    page.get_by_role("button", name=re.compile("^Approuver")).first.click()
    expect(page.get_by_text(re.compile("a été mise à jour|publiée"))).not_to_have_count(0)
    page.goto("/admin/relectures/")
    expect(page.get_by_role("button", name="Approuver")).to_have_count(waiting)


def test_two_presentations_and_a_replay_are_published_through_one_screen(
    page: Page, site: str
) -> None:
    publish_past_event(page)
    sign_in(page, "redaction.irev")
    page.goto("/partenaires/irev/rencontre-du-clafoutis/")
    edit = page.locator("wagtail-userbar a[href$='/edit/']").get_attribute("href") or ""
    page.goto(edit)
    follow(page.get_by_role("link", name="Publier le compte rendu").first)

    page.get_by_label("Chapô").fill("Deux pôles se sont racontés.")
    page.locator(".public-DraftEditor-content").first.fill("La salle était comble.")
    rows = page.locator("[data-recap-rows=files] [data-recap-row]")
    drop = page.locator("[data-recap-drop=files] input")
    drop.set_input_files([DECKS / name for name in NAMES])
    expect(rows).to_have_count(2, timeout=60_000)  # each deck is read as it comes
    drop.set_input_files(DECKS / NAMES[0])
    expect(rows.nth(2)).to_contain_text("Ce fichier était déjà là, dans « IREV »")
    rows.nth(2).get_by_role("button", name="Retirer").click()
    expect(rows.nth(2)).to_be_hidden()
    titles = rows.get_by_label("Titre")
    expect(titles.nth(0)).to_have_value("Le cas des Pôles Territoriaux de Coopération Economique")
    expect(titles.nth(1)).to_have_value("Présentation du PTCE Emergence Beauvaisis")
    for row, ticked in ((0, "Quentin LALLEMENT"), (1, "Gilles DAUGERON")):
        boxes = rows.nth(row).get_by_role("checkbox", name=re.compile("LALLEMENT|DAUGERON"))
        names = [
            box.evaluate("b => b.labels[0].innerText") for box in boxes.all() if box.is_checked()
        ]
        assert [name.split(",")[0].strip() for name in names] == [ticked]
    page.get_by_label("Adresse de la vidéo").fill(REPLAY)
    page.get_by_label("Transcription").fill("[0:00:05] On a mangé un clafoutis aux mirabelles.")
    page.get_by_role("button", name="Soumettre à la relecture").click()
    expect(page.get_by_text("est soumis à la relecture, avec 3 ressources")).to_be_visible()
    approve(page, "relecture.irev")
    approve(page, "animation")
    page.context.clear_cookies()

    page.goto("/partenaires/irev/rencontre-du-clafoutis/")
    main = page.get_by_role("main")
    expect(main.get_by_role("link", name="Lire le compte rendu")).to_be_visible()
    for title in ("Le cas des Pôles", "Présentation du PTCE", f"Replay : {TITLE}"):
        expect(main.get_by_role("link", name=re.compile(title)).first).to_be_visible()
    section = "/partenaires/irev/"
    for word, slug in (
        ("exigences", "le-cas-des-poles-territoriaux-de-cooperation-economique"),
        ("mirabelles", "replay-rencontre-du-clafoutis"),
    ):
        page.goto(f"/recherche/?q={word}")
        expect(page.get_by_role("main").locator(f"a[href$='{section}{slug}/']")).not_to_have_count(
            0
        )
