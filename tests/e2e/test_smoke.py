"""The main job of the hub, as each person does it in a browser."""

from __future__ import annotations

import datetime as dt
import re
import zipfile

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.e2e.conftest import follow, sign_in
from tests.events.calendars import instants, lint, read_by_all

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_fault")]


def read_calendar(page: Page, path: str) -> APIResponse:
    response = page.request.get(path)
    assert response.status == 200
    assert lint(response.body()) == []
    return response


def test_the_home_page_leads_to_events_poles_and_resources(page: Page) -> None:
    page.goto("/")

    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    for name in ("Agenda", "Les pôles", "Ressources", "Partenaires"):
        expect(page.get_by_role("navigation").get_by_role("link", name=name).first).to_be_attached()


def test_a_visitor_finds_a_pole_on_the_map(page: Page) -> None:
    page.goto("/poles/?territoire=oise")

    marker = page.locator("path.leaflet-interactive[role=button], .leaflet-marker-icon").first
    expect(marker).to_be_visible()
    page.get_by_role("link", name="Émergence Beauvaisis").last.click()
    expect(page.get_by_role("heading", level=1, name="Émergence Beauvaisis")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Beauvais")


def test_a_visitor_downloads_slides(page: Page) -> None:
    page.goto("/partenaires/irev/")
    page.goto("/ressources/?type=presentation")
    page.get_by_role("link", name="Le cas des Pôles Territoriaux").first.click()

    expect(page.get_by_role("main")).to_contain_text("Quentin LALLEMENT")
    link = page.get_by_role("main").locator("a[href^='/documents/']").first
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"PDF, \d+,\d+ .o, \d+ pages"))
    file = page.request.get(link.get_attribute("href") or "")
    assert (file.status, file.body()[:5]) == (200, b"%PDF-")


def test_a_visitor_keeps_favourites_and_takes_them_in_one_file(page: Page) -> None:
    page.goto("/ressources/?type=presentation")
    stars = page.get_by_role("main").get_by_role("button", name="Favoris +")
    chosen = page.get_by_role("main").locator("article .card__title").all_inner_texts()
    for _ in chosen:
        stars.first.click()
    page.goto("/agenda/")
    page.get_by_role("link", name=re.compile(rf"Favoris.*\({len(chosen)}\)")).click()

    expect(page.locator(".favourites-list h2")).to_have_text(chosen)
    assert page.context.cookies() == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Tout télécharger").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        names = archive.namelist()
        assert names[0] == "sommaire.html"
        assert len(names) == 1 + len(chosen)
        assert archive.testzip() is None
    # The script that remembers what is taken away has begun once it has counted.
    expect(page.locator("[data-favourites] [data-count]")).to_have_text(f"({len(chosen)})")
    page.get_by_role("link", name=re.compile(re.escape(f"Retirer « {chosen[0]}"))).first.click()
    expect(page.locator(".favourites-list h2")).to_have_text(chosen[1:])
    page.goto("/favoris/")
    expect(page.locator(".favourites-list h2")).to_have_text(chosen[1:])


def test_a_shared_list_joins_the_favourites_of_who_wants_it(page: Page) -> None:
    page.goto("/ressources/?type=replay")
    number = page.locator("[data-favourite]").first.get_attribute("data-favourite")

    page.goto(f"/favoris/?r={number}")
    expect(page.locator("[data-favourites] [data-count]")).to_have_text("")
    page.get_by_role("button", name="Ajouter cette liste à mes favoris").click()

    expect(page.locator("[data-favourites] [data-count]")).to_have_text("(1)")


def test_a_visitor_leafs_through_slides(page: Page) -> None:
    page.goto("/ressources/?type=presentation")
    page.get_by_role("link", name="Le cas des Pôles Territoriaux").first.click()
    first = page.get_by_role("img", name=re.compile("^Diapositive 1 : Le cas des Pôles"))
    third = page.get_by_role("img", name=re.compile("^Diapositive 3 : Ce que dit la loi"))
    position = page.locator("[data-slides-position]")

    expect(first).to_be_in_viewport()
    # Until the script is there, the keys scroll the strip as any other: once it is, they leaf.
    expect(page.get_by_role("button", name="Diapositive précédente")).to_be_disabled()
    page.locator(".slides__list").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(position).to_have_text("3 / 9")
    expect(third).to_be_in_viewport()
    expect(first).not_to_be_in_viewport()
    page.keyboard.press("End")
    expect(position).to_have_text("9 / 9")
    expect(page.get_by_role("button", name="Diapositive suivante")).to_be_disabled()
    page.get_by_role("button", name="Diapositive précédente").click()
    expect(position).to_have_text("8 / 9")
    page.get_by_role("button", name="Plein écran").click()
    expect(page.get_by_role("button", name="Quitter le plein écran")).to_be_visible()


def test_a_strip_that_moved_before_its_script_stays_where_it_is(page: Page) -> None:
    held: list[Route] = []
    page.route("**/slides*.js", lambda route: held.append(route))
    page.goto("/ressources/?type=presentation")
    page.get_by_role("link", name="Le cas des Pôles Territoriaux").first.click()
    strip = page.locator(".slides__list")
    position = page.locator("[data-slides-position]")

    expect(page.locator("html.js")).to_be_attached()  # the styles are there
    strip.evaluate("strip => strip.scrollTo({ left: strip.clientWidth, behavior: 'instant' })")
    held[0].continue_()

    expect(position).to_have_text("2 / 9")
    assert strip.evaluate("strip => Math.round(strip.scrollLeft / strip.clientWidth)") == 1
    strip.press("ArrowRight")
    expect(position).to_have_text("3 / 9")


def test_an_address_that_names_a_slide_opens_there(page: Page) -> None:
    page.goto("/ressources/?type=presentation")
    link = page.get_by_role("link", name="Le cas des Pôles Territoriaux").first
    page.goto(f"{link.get_attribute('href')}#diapositive-3")

    expect(page.locator("[data-slides-position]")).to_have_text("3 / 9")
    third = page.get_by_role("img", name=re.compile("^Diapositive 3 :"))
    expect(third).to_be_in_viewport()
    page.get_by_role("button", name="Diapositive précédente").click()
    expect(page.locator("[data-slides-position]")).to_have_text("2 / 9")


def test_a_word_that_stands_only_in_a_slide_is_found(page: Page) -> None:
    page.goto("/recherche/?q=porteurs+mutualisation+technologiquement")

    expect(page.get_by_role("main")).to_contain_text("Le cas des Pôles Territoriaux")


def test_a_subscriber_reads_the_agenda_and_one_event(page: Page) -> None:
    page.goto("/agenda/")
    address = page.locator("[href^='webcal://']").first.get_attribute("href") or ""
    feed = read_calendar(page, address.replace("webcal://", "http://"))
    page.get_by_role("main").get_by_role("link", name="Exemple").first.click()
    one = page.locator("a[href$='.ics']").first.get_attribute("href") or ""
    download = read_calendar(page, one)

    assert set(read_by_all(download.body())) <= set(read_by_all(feed.body()))
    again = page.request.get("/agenda.ics", headers={"If-None-Match": feed.headers["etag"]})
    assert again.status == 304


def test_the_panel_offers_the_feed_of_the_list_in_view(page: Page) -> None:
    page.goto("/agenda/")
    page.get_by_label("Nature").select_option("webinaire")
    page.get_by_role("button", name="Filtrer").click()

    listed = page.get_by_role("main").locator("article .card__title").all_inner_texts()
    feed = read_calendar(page, page.locator("#adresse-agenda").inner_text())
    coming = instants(feed.body(), dt.date.today(), dt.date.today() + dt.timedelta(days=300))
    assert {title for title, _moment in coming} == set(listed)
    assert listed


def test_a_month_is_read_by_keyboard(page: Page) -> None:
    page.goto("/agenda/?mois=2027-01")

    page.get_by_role("link", name="Février 2027").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=2, name="Février 2027")).to_be_visible()
    moved = page.get_by_role("cell").filter(has_text="le rendez-vous des pôles")
    expect(moved).to_have_count(1)


def test_the_search_box_finds_without_accents(page: Page) -> None:
    page.goto("/")
    box = page.get_by_role("searchbox").first
    box.fill("emergence beauvaisis")
    box.press("Enter")

    expect(page.get_by_role("main")).to_contain_text("Émergence Beauvaisis")


def test_an_editor_publishes_an_event_that_subscribers_receive(page: Page) -> None:
    sign_in(page, "animation")
    day = dt.date.today() + dt.timedelta(days=40)
    page.goto("/agenda/")
    userbar = page.locator("wagtail-userbar a[href$='/add_subpage/']")
    page.goto(userbar.get_attribute("href") or "")
    follow(page.get_by_role("link", name=re.compile("événement", re.I)).first)
    page.get_by_placeholder("Titre de la page").fill("Atelier d'essai à Œuilly")
    page.get_by_label("Date de début").click()
    expect(page.locator(".xdsoft_datetimepicker:visible")).to_have_count(1)
    page.get_by_label("Date de début").fill(day.isoformat())
    page.mouse.click(700, 90)  # beside the fields: closes the calendar
    expect(page.locator(".xdsoft_datetimepicker:visible")).to_have_count(0)
    page.get_by_role("button", name="Plus d'actions").click()
    page.get_by_role("button", name="Publier").first.click()

    expect(page.get_by_text("créée et publiée")).to_be_visible()
    page.goto("/agenda/atelier-dessai-a-oeuilly/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Atelier d'essai à Œuilly")
    text = read_calendar(page, "/agenda.ics").text().replace("\r\n ", "")
    assert "SUMMARY:Atelier d'essai à Œuilly" in text


def test_a_writer_sees_the_dates_of_a_repetition_before_saving(page: Page) -> None:
    sign_in(page, "redaction.irev")
    page.goto("/partenaires/irev/")
    page.goto(page.locator("wagtail-userbar a[href$='/add_subpage/']").get_attribute("href") or "")
    follow(page.get_by_role("link", name="Événement", exact=True))
    page.get_by_label("Date de début").fill("2027-01-05")
    page.get_by_role("combobox", name="Se répète").select_option("mois-jour")
    page.get_by_label("ou nombre de dates").fill("3")

    dates = page.locator("[data-event-dates]")
    expect(dates).to_contain_text("3 dates")
    expect(dates.get_by_role("listitem")).to_have_text(
        ["mardi 5 janvier 2027", "mardi 2 février 2027", "mardi 2 mars 2027"]
    )


def test_an_editor_moves_one_date_and_the_page_the_list_and_the_feed_agree(page: Page) -> None:
    sign_in(page, "animation")
    path = "/agenda/exemple-rendez-vous-des-poles/"
    page.goto(path)
    second = page.locator("dt", has_text="Prochaines dates").locator("xpath=../dd").nth(1)
    before = first_day(second.inner_text())
    after = before + dt.timedelta(days=2)
    page.goto(page.locator("wagtail-userbar a[href$='/edit/']").get_attribute("href") or "")

    page.locator("#id_changes-ADD").click()
    page.locator("#id_changes-1-original_date").fill(before.isoformat())
    page.locator("#id_changes-1-new_date").fill(after.isoformat())
    page.locator("#id_changes-1-reason").fill("Jour férié.")
    page.mouse.click(700, 90)  # beside the fields: closes the calendar
    expect(page.locator("[data-event-dates]")).to_contain_text(f"prévue le {french(before)}")
    page.get_by_role("button", name="Plus d'actions").click()
    page.get_by_role("button", name="Publier").first.click()
    expect(page.get_by_text("a été publiée")).to_be_visible()

    page.goto(path)
    expect(second).to_contain_text(french(after))
    expect(second).to_contain_text("Jour férié.")
    page.goto(f"/agenda/?du={after}&au={after}")
    moved = page.locator("article", has_text="le rendez-vous des pôles")
    expect(moved).to_contain_text("Date déplacée")
    expect(moved).to_contain_text("Jour férié.")
    page.goto(f"/agenda/?du={before}&au={before}")
    expect(page.locator("article", has_text="le rendez-vous des pôles")).to_have_count(0)
    feed = read_calendar(page, "/agenda.ics").body()
    week = instants(feed, before - dt.timedelta(days=3), after + dt.timedelta(days=3))
    assert [moment.date() for title, moment in week if "rendez-vous des pôles" in title] == [after]


MONTHS = [
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
]


def french(day: dt.date) -> str:
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def first_day(text: str) -> dt.date:
    """Return the first day that a text of the site says."""
    found = re.search(rf"(\d+)(?:er)? ({'|'.join(MONTHS)}) (\d{{4}})", text)
    assert found, text
    return dt.date(int(found[3]), MONTHS.index(found[2]) + 1, int(found[1]))


def test_a_writer_sees_their_own_partner_only(page: Page) -> None:
    sign_in(page, "redaction.irev")

    page.goto("/admin/partenaires/")

    expect(page.locator(".listing tbody tr")).to_have_count(1)
    expect(page.locator(".listing tbody tr")).to_contain_text("IREV")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/agenda/",
        "/agenda/?mois=2027-01",
        "/poles/",
        "/ressources/",
        "/favoris/?r=1,2",
        "/partenaires/",
        "/recherche/?q=pole",
    ],
)
def test_no_page_scrolls_sideways(page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})

    page.goto(path)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_lists_work_without_scripts(browser, site: str) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()

    page.goto("/agenda/")
    page.get_by_label("Nature").select_option("webinaire")
    page.get_by_role("button", name=re.compile("Filtrer")).click()

    expect(page).to_have_url(re.compile("type=webinaire"))
    context.close()
