"""Documents read at once, and what is kept of them."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings as site

from hub.models import HubDocument
from resources import reading
from resources.models import DocumentPage, DocumentReading


def read(document: HubDocument) -> DocumentReading:
    found = reading.read(document)
    assert found is not None
    return found


def texts(document: HubDocument) -> list[str]:
    return [page.text for page in DocumentPage.objects.of(document)]


def previews() -> list[str]:
    folder = Path(site.MEDIA_ROOT) / "previews"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []
