"""Work beside the requests, and what starts it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django_tasks import task

from hub.models import HubDocument
from resources.models import DocumentPage, DocumentReading
from resources.reading import index_pages_of, read


@task(backend="documents")
def read_document(document_id: int) -> None:
    """Read a document, if it still exists."""
    document = HubDocument.objects.filter(pk=document_id).first()
    if document is not None and document.is_readable:
        read(document)


def read_new_file(sender: type[HubDocument], instance: HubDocument, **kwargs: Any) -> None:
    """Forget the reading of a file that was replaced, and have the new one read."""
    reading = DocumentReading.objects.filter(document=instance).first()
    if reading is not None:
        if reading.file_hash == instance.file_hash:
            return
        reading.delete()
        index_pages_of(instance)
    if instance.is_readable:
        transaction.on_commit(partial(read_document.enqueue, instance.pk))


def delete_previews(sender: type[DocumentPage], instance: DocumentPage, **kwargs: Any) -> None:
    """Delete the images of a page that goes, once it is gone for good."""
    for file in (instance.large, instance.small):
        if file:
            transaction.on_commit(partial(file.storage.delete, file.name))
