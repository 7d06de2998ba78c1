"""Makers of pages. Each gives the least that can be published; the caller says the rest."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any, TypeVar

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.signals import page_published

from events.models import EventPage
from home.models import ArticlePage
from hub.models import HubDocument, HubPage, Territory
from poles.models import PolePage
from resources.enums import ResourceKind
from resources.models import PresentationPage, PublicationPage, ReplayPage

AnyPage = TypeVar("AnyPage", bound=HubPage)

_numbers = itertools.count(1)

# A PDF of two empty pages, written by hand.
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\n"
    b"4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)

VTT = b"WEBVTT\n\n00:01.000 --> 00:04.000\n<v Marie>Des ruches sur le toit.\n"


def add(parent: HubPage, page: AnyPage, *, live: bool = True) -> AnyPage:
    """Add ``page`` below ``parent``, published if ``live``; return it as the database has it.

    As an import publishes: what is live has no revision before it is edited.
    """
    page.live = live
    page.has_unpublished_changes = not live
    if live:
        page.first_published_at = page.last_published_at = timezone.now()
    parent.add_child(instance=page)
    if live:
        page_published.send(sender=type(page), instance=page, revision=None)
    else:
        page.save_revision()
    return type(page).objects.get(pk=page.pk)


def make_event(parent: HubPage, *, live: bool = True, **fields: Any) -> EventPage:
    """Make an event, in thirty days unless the caller says a date."""
    number = next(_numbers)
    fields.setdefault("title", f"Rencontre {number}")
    fields.setdefault("start_date", dt.date.today() + dt.timedelta(days=30))
    return add(parent, EventPage(**fields), live=live)


def make_pole(parent: HubPage, *, live: bool = True, **fields: Any) -> PolePage:
    """Make a pole of the Oise."""
    number = next(_numbers)
    fields.setdefault("title", f"Pôle {number}")
    fields.setdefault("summary", "Un pôle qui coopère.")
    fields.setdefault("territory", Territory.objects.get(slug="oise"))
    return add(parent, PolePage(**fields), live=live)


def make_document(name: str = "diapos.pdf", content: bytes = PDF, **fields: Any) -> HubDocument:
    """Make a document, a PDF of two pages unless the caller says otherwise."""
    fields.setdefault("title", name)
    return HubDocument.objects.create(file=ContentFile(content, name=name), **fields)


def make_presentation(parent: HubPage, *, live: bool = True, **fields: Any) -> PresentationPage:
    """Make the slides of nobody in particular."""
    number = next(_numbers)
    fields.setdefault("title", f"Présentation {number}")
    if "document" not in fields:
        fields["document"] = make_document(f"diapos-{number}.pdf")
    return add(parent, PresentationPage(**fields), live=live)


def make_replay(parent: HubPage, *, live: bool = True, **fields: Any) -> ReplayPage:
    """Make a replay on a video site."""
    fields.setdefault("title", f"Replay {next(_numbers)}")
    fields.setdefault("url_elsewhere", "https://video.example/w/1")
    return add(parent, ReplayPage(**fields), live=live)


def make_publication(parent: HubPage, *, live: bool = True, **fields: Any) -> PublicationPage:
    """Make a guide that is read elsewhere."""
    fields.setdefault("title", f"Guide {next(_numbers)}")
    fields.setdefault("kind", ResourceKind.GUIDE)
    fields.setdefault("url_elsewhere", "https://example.org/guide.pdf")
    return add(parent, PublicationPage(**fields), live=live)


def make_article(parent: HubPage, *, live: bool = True, **fields: Any) -> ArticlePage:
    """Make an article."""
    fields.setdefault("title", f"Article {next(_numbers)}")
    return add(parent, ArticlePage(**fields), live=live)
