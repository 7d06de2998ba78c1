"""A film of our own, watched from its middle.

``files/film.mp4`` is a minute of a test picture, whose index (``moov``) stands at its end:
``ffmpeg -f lavfi -i smptebars=duration=60:size=96x54:rate=2 -c:v libvpx-vp9 -b:v 10k -g 10`` and
the file's name.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Response

from tests.e2e.conftest import sign_in

pytestmark = pytest.mark.browser

FILM = Path(__file__).parent / "files" / "film.mp4"

PADDING = 12_000_000  # bytes between the pictures and the index, more than a browser reads ahead


def long_film(folder: Path) -> Path:
    """Write the film with an empty box (ISO/IEC 14496-12 §8.1.2) that makes it heavy."""
    film = FILM.read_bytes()
    index = film.rindex(b"moov") - 4
    empty = PADDING.to_bytes(4, "big") + b"free" + bytes(PADDING - 8)
    path = folder / "film.mp4"
    path.write_bytes(film[:index] + empty + film[index:])
    return path


SHOW = """async ([url, moment]) => {
  const video = document.createElement("video");
  video.muted = true;
  video.src = url;
  document.body.append(video);
  await new Promise((done) => video.addEventListener("loadedmetadata", done));
  video.currentTime = moment;
  await new Promise((done) => video.addEventListener("seeked", done));
  await video.play();
  return [video.currentTime, video.seekable.end(0)];
}"""


def test_a_film_is_watched_from_its_middle(page: Page, tmp_path: Path) -> None:
    sign_in(page, "animation")
    page.goto("/admin/documents/add/")
    page.get_by_label("Titre").fill("Film d'essai")
    page.locator("input[type=file]").set_input_files(long_film(tmp_path))
    page.locator("main").get_by_role("button", name="Transférer").click()
    row = page.get_by_role("row", name="Film d'essai")
    url = row.locator("a[href*='.mp4']").get_attribute("href")
    answers: list[Response] = []
    page.on("response", lambda r: answers.append(r) if r.url.endswith(".mp4") else None)

    page.goto("/")
    moment, end = page.evaluate(SHOW, [url, 45])

    assert 45 <= moment < 60
    assert end == pytest.approx(60, abs=1)
    assert {answer.status for answer in answers} == {206}
    first, *others = [answer.request.headers["range"] for answer in answers]
    assert first == "bytes=0-"
    assert any(int(asked.removeprefix("bytes=").rstrip("-")) > PADDING // 2 for asked in others)
