"""What counts as a download or a play, without a word about who.

Nothing about the visitor is kept: their address, cookies and browser are read in the request, for
the rules below, and forgotten with it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from crawleruseragents import is_crawler
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import ReferenceIndex

from hub.models import HubDocument, HubPage
from hub.serving import is_reader_of_drafts
from resources.models import DailyCount, ResourcePage

logger = logging.getLogger(__name__)

PROBE = 2  # bytes: Safari asks for bytes 0-1 of a film before it plays it


def is_person(request: HttpRequest) -> bool:
    """Whether the request comes from a browser, by its own word: neither a robot nor a script."""
    agent = request.headers.get("User-Agent", "")
    return bool(agent) and not is_crawler(agent)


def count_document(instance: HubDocument, request: HttpRequest, part: range, **kwargs: Any) -> None:
    """Receive ``document_served``: count a reading that begins for each resource that shows it.

    A film of which a part is asked for is played; all else is a download. Not counted: robots, who
    reads drafts in the admin, what does not begin at the first byte (a seek, a resumed download).
    """
    ranged = "Range" in request.headers
    if part.start > 0 or not part or (ranged and len(part) <= PROBE):
        return
    if not is_person(request) or is_reader_of_drafts(request.user, instance):
        return
    pages = ReferenceIndex.objects.filter(
        Q(model_path="document")
        | Q(model_path__startswith="body."),  # subtitles are not read apart
        to_content_type=ContentType.objects.get_for_model(HubDocument),
        to_object_id=str(instance.pk),
        base_content_type=ContentType.objects.get_for_model(HubPage),
    )
    ids = {int(pk) for pk in pages.values_list("object_id", flat=True)}
    resources = ResourcePage.objects.shown().filter(pk__in=ids).values_list("pk", flat=True)
    if instance.is_film and ranged:
        count(resources, plays=1)
    else:
        count(resources, downloads=1)


def count(resources: Iterable[int], **kinds: int) -> None:
    """Add to today's counts of ``resources`` (ids); what fails is logged and costs no reader."""
    try:
        DailyCount.objects.add(resources, timezone.localdate(), **kinds)
    except Exception:
        logger.exception("A count was lost.")
