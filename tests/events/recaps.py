"""The screen « Publier le compte rendu » as a browser uses it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import querydict_from_html

from events.models import EventPage, RecapPage
from hub.models import HubDocument, HubPage, Speaker
from resources.models import PresentationPage, ReplayPage, ResourcePage
from tests.conftest import Space
from tests.editor import FORM
from tests.factories import PDF, make_event

YOUTUBE = "https://www.youtube.com/watch?v=EUKwUHKN6cY"
DRAFT, SUBMIT, PUBLISH = ({f"action-{name}": "1"} for name in ("draft", "submit", "publish"))


def past_event(parent: HubPage, **fields: Any) -> EventPage:
    """Make an event of last week, with two speakers."""
    fields.setdefault("start_date", dt.date.today() - dt.timedelta(days=7))
    fields.setdefault("speakers", [Speaker(name="Orateur UN"), Speaker(name="Oratrice DEUX")])
    return make_event(parent, **fields)


def pdf(name: str, title: str = "", mark: str = "") -> SimpleUploadedFile:
    """Return a PDF of two pages, with a title among its properties; ``mark`` makes it another."""
    content = PDF
    if title:
        written = b"\xfe\xff" + title.encode("utf-16-be")
        info = f"5 0 obj<</Title <{written.hex()}>>>endobj\ntrailer<</Info 5 0 R/Root".encode()
        content = PDF.replace(b"trailer<</Root", info)
    return SimpleUploadedFile(name, content + f"%{mark}\n".encode(), "application/pdf")


def screen_url(event: EventPage) -> str:
    return reverse("event_recap", args=[event.pk])


def drop(client: Client, event: EventPage, file: Any, zone: str = "files", place: int = 0) -> Any:
    """Drop a file on the screen; return the answer."""
    file.seek(0)
    return client.post(
        reverse("event_recap_upload", args=[event.pk]),
        {"zone": zone, "file": file, "place": place},
    )


def fields_of(html: str) -> dict[str, list[str]]:
    """Return the fields of a row, with what they hold."""
    data = querydict_from_html(f"<form id='row'>{html}</form>", form_id="row")
    return {name: data.getlist(name) for name in data}


def dropped(client: Client, event: EventPage, *files: Any, zone: str = "files") -> dict[str, Any]:
    """Drop files; return the fields that the screen then holds."""
    rows: dict[str, Any] = {}
    for place, file in enumerate(files):
        answer = drop(client, event, file, zone, place)
        assert answer.status_code == 200, answer.content.decode()
        rows |= fields_of(answer.content.decode())
    return rows | {f"{zone}-TOTAL_FORMS": [str(len(files))]}


def opened(client: Client, event: EventPage) -> dict[str, list[str]]:
    """Return the fields of the screen as a browser without scripts has them."""
    html = client.get(screen_url(event)).content.decode()
    data = querydict_from_html(html, form_id="w-editor-form")
    return {name: data.getlist(name) for name in data if not name.startswith("new-")}


def text(words: str) -> dict[str, str]:
    """Return the body of one text, as the editor sends it."""
    block = {"key": "a", "text": words, "type": "unstyled", "depth": 0, "inlineStyleRanges": []}
    state = {"blocks": [{**block, "entityRanges": []}], "entityMap": {}}
    return {
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "text",
        "body-0-value": json.dumps(state),
    }


def send(client: Client, event: EventPage, action: dict[str, str], **fields: Any) -> HttpResponse:
    """Open the screen, fill it, press a button; return the answer."""
    opened = client.get(screen_url(event))
    assert opened.status_code == 200, opened
    data = querydict_from_html(opened.content.decode(), form_id="w-editor-form")
    for name, value in ({"body-count": "0"} | fields | action).items():
        data.setlist(name, value if isinstance(value, list) else [value])
    answer: HttpResponse = client.post(screen_url(event), data.urlencode(), FORM)
    return answer


def words(answer: HttpResponse) -> str:
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


def made() -> tuple[int, int, int]:
    """Return how many recaps, presentations and replays there are."""
    recaps, presentations, replays = (
        model.objects.count() for model in (RecapPage, PresentationPage, ReplayPage)
    )
    return recaps, presentations, replays


def whole(client: Client, event: EventPage) -> dict[str, Any]:
    """Return the fields of a recap with two files and a replay."""
    files = [pdf("un.pdf", mark="un"), pdf("deux.pdf", mark="deux")]
    return {
        "summary": "Ce qui s'est dit.",
        "replay-url_elsewhere": YOUTUBE,
        "replay-transcript": "On a parlé de tournevis.",
        **dropped(client, event, *files),
    }


def submitted(space: Space, client: Client) -> RecapPage:
    """Submit a recap with two presentations and a replay, as the partner's writer."""
    event = past_event(space.page)
    answer = send(client, event, SUBMIT, **whole(client, event))
    assert answer.status_code == 302, words(answer)
    return RecapPage.objects.get()


def resources() -> list[ResourcePage]:
    return list(ResourcePage.objects.order_by("pk"))


def documents() -> set[str]:
    return set(HubDocument.objects.values_list("title", flat=True))
