"""The whole road of a partner: invited, it writes; its own people and the network read; all see.

Until then nobody of another partner, and no visitor, meets the title anywhere.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import choose_password, follow, link_in_mail, sign_in
from tests.files import make_pdf, make_png

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_fault")]

PARTNER = "Fournil des essais"
WRITER = "redaction@fournil.example"
REVIEWER = "relecture@fournil.example"
WORD = "Tournefour"  # in the titles of the page, of its image and of its document
TITLE = f"Veillée {WORD}"
COMMENT = "Dites où l'on se retrouve."
SECTION = "/partenaires/fournil-des-essais/"
ADDRESS = f"{SECTION}veillee-tournefour/"
DAY = dt.date.today() + dt.timedelta(days=30)

DATED = [f"/agenda/?du={DAY}&au={DAY}", f"/agenda/?mois={DAY:%Y-%m}"]
# Each place where a word is met: the public ones, then those of who writes for another partner.
PUBLIC = [
    *("/", "/agenda/", *DATED, "/recherche/?q=tournefour", SECTION, ADDRESS, "/sitemap.xml"),
    *("/agenda.ics", "/agenda.atom", "/agenda.json"),
]
OF_WRITERS = [
    *("/admin/", "/admin/pages/", "/admin/pages/search/?q=tournefour", "/admin/relectures/"),
    *("/admin/choose-page/search/?q=tournefour", "/admin/reports/site-history/"),
    *(f"/admin/{kind}/chooser/results/?q=tournefour" for kind in ("images", "documents")),
]
SOMETIMES = {"/", "/agenda/"}  # where the dates of the demonstration may leave no room
ONCE_PUBLISHED = {*PUBLIC, "/admin/choose-page/search/?q=tournefour"} - SOMETIMES


def test_a_page_goes_from_the_invitation_of_its_writer_to_the_agenda(
    page: Page, browser: Browser, site: str, site_log: Path, tmp_path: Path
) -> None:
    writer, reviewer, stranger, visitor = (
        browser.new_context(base_url=site, locale="fr-FR").new_page() for _ in range(4)
    )
    sign_in(stranger, "redaction.irev")

    sign_in(page, "administration")
    create_partner(page)
    writer.goto(link_in_mail(site_log, WRITER, "/admin/invitation/"))
    choose_password(writer, WRITER)
    reviewer.goto(link_in_mail(site_log, REVIEWER, "/admin/invitation/"))
    choose_password(reviewer, REVIEWER)

    begin_event(writer)
    add_image(writer, tmp_path)
    add_document(writer, tmp_path)
    save_draft(writer)
    document = read_draft(writer)
    assert seen(stranger, visitor) == set()
    assert visitor.request.get(document).status == 404

    submit(writer)
    assert seen(stranger, visitor) == set()

    send_back(reviewer)
    assert seen(stranger, visitor) == set()

    mend(writer)
    approve(reviewer, "L'étape suivante : Validation par le réseau.")
    assert seen(stranger, visitor) == set()
    assert visitor.request.get(document).status == 404

    page.context.clear_cookies()
    sign_in(page, "animation")
    approve(page, "Elle est en ligne.")
    read_event(visitor, document)
    assert seen(stranger, visitor) - SOMETIMES == ONCE_PUBLISHED
    find_in_calendar(visitor)
    for one in (writer, reviewer, stranger, visitor):
        one.context.close()


def seen(stranger: Page, visitor: Page) -> set[str]:
    """Return the places where the word is met, or an address that has it: by a visitor, and by who
    writes for another partner."""
    places = [(visitor, path) for path in PUBLIC] + [(stranger, path) for path in OF_WRITERS]
    pages = {path: who.request.get(path).text() for who, path in places}
    return {path for path, text in pages.items() if WORD in text or f"{ADDRESS}</loc>" in text}


def create_partner(page: Page) -> None:
    page.goto("/admin/partenaires/create/")
    page.locator("#id_name").fill(PARTNER)
    page.locator("#id_kind").select_option("pole")
    page.locator("#id_level").select_option("local")
    expect(page.get_by_label("Relit d'abord elle-même")).to_be_checked()
    page.locator("#id_writers_addresses").fill(WRITER)
    page.locator("#id_reviewers_addresses").fill(REVIEWER)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text(f"Invitations envoyées à {WRITER}, {REVIEWER}.")).to_be_visible()


def begin_event(writer: Page) -> None:
    """Begin an event in the writer's own section, from the admin's home."""
    writer.goto("/admin/")
    writer.get_by_role("link", name=f"Écrire une page dans « {PARTNER} »").click()
    follow(writer.get_by_role("link", name="Événement", exact=True))
    writer.get_by_placeholder("Titre de la page").fill(TITLE)
    writer.get_by_role("textbox", name="Chapô").fill("Une soirée autour du four.")
    writer.get_by_label("Date de début").fill(DAY.isoformat())
    calendar = writer.locator(".xdsoft_datetimepicker:visible")
    expect(calendar).to_have_count(1)  # it comes a moment after the focus
    writer.mouse.click(700, 90)  # beside the fields: closes it
    expect(calendar).to_have_count(0)


def add_image(writer: Page, folder: Path) -> None:
    file = folder / f"{WORD}.png"
    file.write_bytes(make_png(1200, 700))
    writer.get_by_role("button", name="Choisir une image").click()
    _upload(writer, file)
    expect(writer.locator("#panel-child-contenu-image-section")).to_contain_text(WORD)


def add_document(writer: Page, folder: Path) -> None:
    file = folder / f"{WORD}.pdf"
    file.write_bytes(make_pdf("La recette du pain."))
    writer.locator("#panel-child-contenu-body-section").get_by_title("Insérer un bloc").click()
    writer.get_by_role("option", name="Documents à télécharger").click()
    writer.get_by_role("button", name="Choisir un document").click()
    _upload(writer, file)
    expect(writer.locator("#panel-child-contenu-body-section")).to_contain_text(WORD)


def _upload(writer: Page, file: Path) -> None:
    """Upload ``file`` in the chooser that is open; Wagtail makes its title of its name."""
    chooser = writer.get_by_role("dialog")
    chooser.get_by_role("tab", name="Transférer").click()
    chooser.locator("input[type=file]").set_input_files(file)
    expect(chooser.get_by_label("Titre")).to_have_value(file.stem)
    chooser.get_by_role("button", name="Transférer").click()
    expect(chooser).to_have_count(0)


def save_draft(writer: Page) -> None:
    writer.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(writer.get_by_text(f"La page « {TITLE} » a été")).to_be_visible()


def read_draft(writer: Page) -> str:
    """Look at the draft as it will be, with its image; return the address of its document."""
    writer.goto("/admin/")
    drafts = writer.get_by_role("region", name="Mes brouillons")
    edit = drafts.get_by_role("link", name=TITLE, exact=True).get_attribute("href") or ""
    writer.goto(edit.replace("/edit/", "/view_draft/"))
    return _read(writer)


def submit(writer: Page) -> None:
    writer.goto("/admin/")
    follow(writer.get_by_role("link", name=re.compile(f"Reprendre.*{TITLE}")))
    writer.get_by_role("button", name="Plus d'actions").click()
    writer.get_by_role("button", name="Soumettre").click()
    writer.goto("/admin/")
    entry = writer.get_by_role("region", name="En relecture").get_by_role("listitem")
    expect(entry).to_contain_text(TITLE)
    expect(entry).to_contain_text("Relecture par le partenaire")


def send_back(reviewer: Page) -> None:
    """Send the page back from the admin's home, which asks why."""
    reviewer.goto("/admin/")
    entry = reviewer.get_by_role("region", name="À relire").get_by_role("listitem")
    expect(entry).to_contain_text(TITLE)
    entry.get_by_text("Renvoyer…").click()
    entry.get_by_role("button", name="Renvoyer avec ce commentaire").click()
    expect(reviewer.get_by_text("Dites ce qu'il faut changer :")).to_be_visible()
    reviewer.get_by_label("Ce qu'il faut changer").fill(COMMENT)
    reviewer.get_by_role("button", name="Renvoyer avec ce commentaire").click()
    expect(reviewer.get_by_text(f"« {TITLE} » est renvoyée.")).to_be_visible()
    expect(reviewer.get_by_text("Rien n'attend votre relecture.")).to_be_visible()


def mend(writer: Page) -> None:
    """Read why the page came back, mend it and submit it again."""
    writer.goto("/admin/")
    entry = writer.get_by_role("region", name="Renvoyé").get_by_role("listitem")
    expect(entry).to_contain_text("Renvoyé par Relecture fournil.example")
    expect(entry).to_contain_text(COMMENT)
    follow(entry.get_by_role("link", name="Reprendre"))
    writer.get_by_role("textbox", name="Commune").fill("Beauvais")
    writer.get_by_role("button", name="Plus d'actions").click()
    writer.get_by_role("button", name=re.compile("oumettre")).click()
    writer.goto("/admin/")
    expect(writer.get_by_role("region", name="En relecture")).to_contain_text(TITLE)


def approve(page: Page, then: str) -> None:
    """Approve the page from the admin's home, which says what comes next."""
    page.goto("/admin/")
    entry = page.get_by_role("region", name="À relire").get_by_role("listitem")
    entry.filter(has_text=TITLE).get_by_role("button", name="Approuver").click()
    expect(page.get_by_text(f"« {TITLE} » est approuvée. {then}")).to_be_visible()


def read_event(visitor: Page, document: str) -> None:
    visitor.goto(ADDRESS)
    assert _read(visitor) == document
    expect(visitor.get_by_role("main")).to_contain_text("Beauvais")
    file = visitor.request.get(document)
    assert (file.status, file.body()[:5]) == (200, b"%PDF-")


def _read(page: Page) -> str:
    """Read the event, whose image is there, and return the address of its document."""
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    picture = page.get_by_role("main").locator("img").first
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 0
    link = page.get_by_role("main").get_by_role("link", name=re.compile(f"Télécharger.*{WORD}"))
    return link.get_attribute("href") or ""


def find_in_calendar(visitor: Page) -> None:
    calendar = Calendar.from_ical(visitor.request.get("/agenda.ics").body())
    found = [event for event in calendar.walk("VEVENT") if event["SUMMARY"] == TITLE]
    assert [event["DTSTART"].dt for event in found] == [DAY]
