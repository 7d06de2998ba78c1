"""Who may read a document."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from wagtail.models import Collection, CollectionViewRestriction, ReferenceIndex

from hub.models import HubDocument, HubPage


def shown_documents(numbers: Iterable[int]) -> set[int]:
    """Return those of these documents that a published page shows to visitors. Two queries."""
    uses = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(HubDocument),
        to_object_id__in=[str(number) for number in numbers],
        base_content_type=ContentType.objects.get_for_model(HubPage),
    ).values_list("to_object_id", "object_id")
    pages = {int(page) for _document, page in uses}
    if not pages:
        return set()
    shown = set(HubPage.objects.shown().filter(pk__in=pages).values_list("pk", flat=True))
    return {int(document) for document, page in uses if int(page) in shown}


def open_documents(documents: Iterable[HubDocument]) -> set[int]:
    """Return the numbers of those that any visitor may download, whatever their number of them.

    A published page shows them and no collection above them is private. Three queries.
    """
    collections = {document.pk: document.collection_id for document in documents}
    here = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    restrictions = CollectionViewRestriction.objects.annotate(path=here)
    private = set(
        Collection.objects.filter(
            Exists(restrictions.filter(path__startswith=F("collection__path"))),
            pk__in=set(collections.values()),
        ).values_list("pk", flat=True)
    )
    return {pk for pk in shown_documents(collections) if collections[pk] not in private}
