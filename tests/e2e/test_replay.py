"""A replay in a browser: nothing leaves before the click, chapters seek, words are found.

The video sites are replaced by a page of ours: no test calls them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.text import slugify
from playwright.sync_api import Page, Route, expect
from wagtail.test.utils.form_data import querydict_from_html

from tests.e2e.conftest import sign_in

pytestmark = pytest.mark.browser

FILM = Path(__file__).parent / "files" / "mire.webm"  # 20 s of a test card, made by ffmpeg
YOUTUBE = "https://www.youtube.com/watch?v=EUKwUHKN6cY"
PLAYER = "https://www.youtube-nocookie.com/embed/EUKwUHKN6cY"
# A player that says each message it receives, and that it is at minute 13 once it is asked.
STUB = """<!DOCTYPE html><title>Lecteur</title><ol></ol><script>
addEventListener("message", (event) => {
  const item = document.createElement("li");
  item.textContent = event.data;
  document.querySelector("ol").append(item);
  const answer = { event: "infoDelivery", info: { currentTime: 780 } };
  event.source.postMessage(JSON.stringify(answer), event.origin);
});
</script>"""
TRANSCRIPT = "[0:00:02] Ouverture.\n\n[0:00:12] Le four à pain œuvre.\n\n[0:00:15] La fin."


@pytest.fixture(autouse=True)
def outside(page: Page) -> Iterator[list[str]]:
    """Answer for the other hosts, and list what they were asked; fail on a fault of the page."""
    asked: list[str] = []
    faults: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(content_type="text/html", body=STUB)

    page.route(re.compile(r"^https?://(?!127\.0\.0\.1:)"), answer)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    yield asked
    assert faults == []


def publish(page: Page, title: str, moments: list[str], **fields: str) -> str:
    """Publish a replay as the team, by the editor's form; return its address."""
    sign_in(page, "animation")
    page.goto("/ressources/")
    userbar = page.locator("wagtail-userbar a[href$='/add_subpage/']")
    parent = re.findall(r"\d+", userbar.get_attribute("href") or "")[-1]
    url = f"/admin/pages/add/resources/replaypage/{parent}/"
    form = querydict_from_html(
        page.request.get(url).text(), form_id="page-edit-form", exclude_csrf=False
    )
    slug = slugify(title)
    changes = {"title": title, "slug": slug, "body-count": "0", "action-publish": "1", **fields}
    changes["chapters-TOTAL_FORMS"] = str(len(moments))
    for place, moment in enumerate(moments):
        changes |= {
            f"chapters-{place}-at": moment,
            f"chapters-{place}-title": f"Partie {place + 1}",
            f"chapters-{place}-ORDER": str(place + 1),
        }
    answer = page.request.post(url, form={**form.dict(), **changes}, headers={"Referer": page.url})
    assert "créée et publiée" in answer.text()
    page.context.clear_cookies()
    return f"/ressources/{slug}/"


def upload(page: Page, file: Path) -> str:
    """Upload a file as the team; return its number."""
    sign_in(page, "animation")
    page.goto("/admin/documents/add/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_label("Titre").fill(file.stem)
    page.locator("main form [type=submit]").click()
    link = page.locator("main a[href*='/admin/documents/edit/']").first
    number = re.findall(r"\d+", link.get_attribute("href") or "")[-1]
    page.context.clear_cookies()
    return number


def at(page: Page) -> float:
    return float(page.evaluate("document.querySelector('video').currentTime"))


def test_a_video_elsewhere_is_loaded_by_the_click_and_not_before(
    page: Page, outside: list[str]
) -> None:
    page.goto("/ressources/?type=replay")
    page.get_by_role("link", name="Replay de la rencontre du vendredi 11 février 2022").click()

    expect(page.get_by_role("main")).to_contain_text("YouTube (Google) recevra votre adresse IP")
    page.wait_for_load_state("networkidle")
    assert outside == []
    assert page.locator("iframe").count() == 0

    page.get_by_role("button", name="Charger la vidéo").click()

    frame = page.locator("iframe")
    expect(frame).to_be_focused()
    assert (frame.get_attribute("src") or "").startswith(f"{PLAYER}?enablejsapi=1&rel=0&autoplay=1")
    assert frame.get_attribute("referrerpolicy") == "strict-origin-when-cross-origin"
    expect(frame.content_frame.locator("li").first).to_contain_text("listening")
    assert {url.split("?")[0] for url in outside} == {PLAYER}


def test_a_chapter_asks_for_the_click_then_begins_there(page: Page, outside: list[str]) -> None:
    url = publish(page, "Deux parties", ["0:00:00", "0:12:30"], url_elsewhere=YOUTUBE)
    page.goto(url)
    second = page.get_by_role("link", name="Partie 2")

    second.focus()
    page.keyboard.press("Enter")
    button = page.get_by_role("button", name="Charger la vidéo")
    expect(button).to_be_focused()
    expect(page.get_by_text("La vidéo commencera à 0:12:30.")).to_be_visible()
    assert outside == []
    page.keyboard.press("Enter")

    assert "start=750" in (page.locator("iframe").get_attribute("src") or "")
    expect(second).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="Partie 1").click()
    messages = page.locator("iframe").content_frame.locator("li")
    expect(messages.filter(has_text='"seekTo","args":[0,true]')).to_have_count(1)

    page.goto("/")
    page.goto(f"{url}#t=750")  # an address that someone shares
    expect(page.get_by_text("La vidéo commencera à 0:12:30.")).to_be_visible()


def test_a_peertube_player_follows_the_chapters(page: Page, outside: list[str]) -> None:
    origin = "https://tube.example"
    ours = f"{origin}/w/kkGMgK9ZtnKfYAgnEtQxbv"
    url = publish(page, "Chez PeerTube", ["0:00:00", "0:01:00"], url_elsewhere=ours)
    page.goto(url)

    page.get_by_role("button", name="Charger la vidéo").click()
    page.get_by_role("link", name="Partie 2").click()

    messages = page.locator("iframe").content_frame.locator("li")
    expect(messages.filter(has_text='"peertube::seek","params":60')).to_have_count(1)
    assert {address.split("?")[0] for address in outside} == {
        f"{origin}/videos/embed/kkGMgK9ZtnKfYAgnEtQxbv"
    }


def test_the_chapters_and_the_transcript_of_a_file_seek_in_it(
    page: Page, outside: list[str]
) -> None:
    film = upload(page, FILM)
    url = publish(page, "La mire", ["0:00:00", "0:00:05"], document=film, transcript=TRANSCRIPT)
    page.goto(url)

    chapter = page.get_by_role("link", name="Partie 2")
    chapter.focus()
    page.keyboard.press("Enter")
    expect(chapter).to_have_attribute("aria-current", "true")
    assert 5 <= at(page) < 12
    assert page.url.endswith("#t=5")
    page.get_by_text("Lire la transcription").click()
    page.get_by_role("link", name="0:00:12").click()
    page.wait_for_function("document.querySelector('video').currentTime >= 12")

    page.goto("/")
    page.goto(f"{url}#t=15")
    page.wait_for_function("document.querySelector('video').currentTime >= 15")
    assert outside == []


def test_a_word_is_found_in_the_transcript(page: Page) -> None:
    url = publish(page, "À lire", [], url_elsewhere=YOUTUBE, transcript=TRANSCRIPT)
    page.goto(url)
    page.get_by_text("Lire la transcription").click()
    box = page.get_by_label("Trouver dans la transcription")

    box.fill("OEUVRE")

    shown = page.locator(".transcript__text p:visible")
    expect(shown).to_have_count(1)
    expect(page.locator("mark")).to_have_text("œuvre")
    expect(page.get_by_role("status").filter(has_text="1 passage trouvé")).to_be_visible()
    box.fill("ruche")
    expect(shown).to_have_count(0)
    expect(page.get_by_text("Aucun passage trouvé")).to_be_visible()
    box.fill("")
    expect(shown).to_have_count(3)


def test_without_scripts_the_video_is_a_link_and_the_transcript_is_read(
    page: Page, site: str
) -> None:
    browser = page.context.browser
    assert browser
    url = publish(page, "Sans script", ["0:00:05"], url_elsewhere=YOUTUBE, transcript=TRANSCRIPT)
    plain = browser.new_context(java_script_enabled=False, base_url=site).new_page()
    plain.goto(url)

    expect(plain.get_by_role("button", name="Charger la vidéo")).to_be_hidden()
    link = plain.get_by_role("link", name="Regarder sur youtube.com")
    assert link.get_attribute("href") == YOUTUBE
    expect(plain.get_by_text("recevra votre adresse IP")).to_be_visible()
    plain.get_by_text("Lire la transcription").click()
    expect(plain.get_by_text("Le four à pain œuvre.")).to_be_visible()
    expect(plain.get_by_label("Trouver dans la transcription")).to_be_hidden()
    plain.context.close()
