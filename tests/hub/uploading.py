"""Uploading a file as the admin does: alone, with others, while a page is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

Upload = Callable[[Client, SimpleUploadedFile], str]


def uploaded(name: str, content: bytes, declared: str = "application/octet-stream") -> Any:
    return SimpleUploadedFile(name, content, declared)


def alone(client: Client, file: SimpleUploadedFile) -> str:
    """Upload as in "Add a document"; return what is said of the file, nothing if it is kept."""
    answer = client.post(reverse("wagtaildocs:add"), {"title": "Titre", "file": file})
    return "" if answer.status_code == 302 else said(answer.content.decode())


def several(client: Client, file: SimpleUploadedFile) -> str:
    """Upload as when several files are dropped at once."""
    answer = client.post(
        reverse("wagtaildocs:add_multiple"),
        {"title": "Titre", "files[]": file},
        HTTP_X_REQUESTED_WITH="XMLHttpRequest",
    ).json()
    return "" if answer["success"] else str(answer["error_message"])


def in_chooser(client: Client, file: SimpleUploadedFile) -> str:
    """Upload while a page is written."""
    prefix = "document-chooser-upload"
    answer = client.post(
        reverse("wagtaildocs_chooser:create"), {f"{prefix}-title": "T", f"{prefix}-file": file}
    ).json()
    return "" if answer["step"] == "chosen" else said(answer["htmlFragment"])


def said(html: str) -> str:
    errors = BeautifulSoup(html, "html.parser").select(".error-message")
    text = " ".join(error.get_text(" ") for error in errors)
    assert text, html
    return " ".join(text.split())


WAYS = [alone, several, in_chooser]


def send_image(client: Client, name: str, content: bytes) -> str:
    answer = client.post(
        reverse("wagtailimages:add"), {"title": "Image", "file": uploaded(name, content)}
    )
    return "" if answer.status_code == 302 else said(answer.content.decode())
