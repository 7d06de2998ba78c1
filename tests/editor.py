"""The page editor as a browser fills it: the form that Wagtail shows, changed, then sent."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import querydict_from_html

from hub.models import HubPage

# Streamfields are drawn by a script: without it, they are not in the form.
EMPTY_STREAMS = {"body-count": "0", "programme-count": "0", "sessions-count": "0"}
SAVE: dict[str, str] = {}
PUBLISH = {"action-publish": "action-publish"}
SUBMIT = {"action-submit": "action-submit"}


def edit_url(page: HubPage) -> str:
    """Return the address of the page's editor."""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def add_url(page_type: type[HubPage], parent: HubPage) -> str:
    """Return the address where a page is created below ``parent``."""
    return reverse(
        "wagtailadmin_pages:add",
        args=[page_type._meta.app_label, page_type._meta.model_name, parent.pk],
    )


def send(client: Client, url: str, action: dict[str, str], **changes: Any) -> HttpResponse:
    """Open the editor at ``url``, change fields, press a button; return the answer."""
    opened = client.get(url)
    assert opened.status_code == 200, opened
    data = querydict_from_html(opened.content.decode(), form_id="page-edit-form")
    for name, value in (EMPTY_STREAMS | changes | action).items():
        data.setlist(name, value if isinstance(value, list) else [value])
    answer: HttpResponse = client.post(url, data.urlencode(), FORM)
    return answer


FORM = "application/x-www-form-urlencoded"


def errors(answer: HttpResponse) -> dict[str, list[str]]:
    """Return what the editor says beside its fields, by the field's name."""
    form = answer.context["form"]
    said = {name: list(messages) for name, messages in form.errors.items()}
    text = " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())
    for messages in said.values():
        assert all(" ".join(message.split()) in text for message in messages), "not shown"
    return said
