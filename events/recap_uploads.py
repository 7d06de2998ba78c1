"""The files that the screen of a recap takes: checked, put in the partner's collection, read."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.forms.models import modelform_factory
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from wagtail.documents.forms import formfield_for_dbfield as document_field
from wagtail.images.forms import formfield_for_dbfield as image_field
from wagtail.models import Collection
from wagtail.permissions import policy_registry

from events.models import EventPage
from hub.admin_forms import DocumentForm, ImageForm
from hub.models import HubDocument, HubImage, User
from hub.text import folded
from hub.uploads import extension
from partners.models import partners_of_section
from resources.models import DocumentPage
from resources.reading import properties

TITLE_LENGTH = 255  # characters


class Zone(models.TextChoices):
    """Where on the screen a file is dropped, which says what it is for."""

    FILES = "files", "presentations"
    PHOTOS = "photos", "photos"
    FILM = "film", "film of the replay"
    CAPTIONS = "captions", "captions of the replay"


FILMS = {"mp4", "webm", "mp3"}


class Taken(NamedTuple):
    """A file that was taken: the document or image, what is proposed for it, what is to be said."""

    file: Any
    title: str
    author: str = ""
    note: str = ""


class RecapDocumentForm(DocumentForm):
    """The form of a document, where a file that is here already is taken instead of a second."""

    twin: HubDocument | None = None

    def refuse_twins(self, file: UploadedFile) -> None:
        self.twin = self.twins_of(file).first()


_document_form = modelform_factory(
    HubDocument,
    form=RecapDocumentForm,
    fields=["title", "file", "collection"],
    formfield_callback=document_field,
)
_image_form = modelform_factory(
    HubImage,
    form=ImageForm,
    fields=["title", "file", "collection"],
    formfield_callback=image_field,
)


def take(zone: Zone, file: UploadedFile, event: EventPage, user: User) -> Taken:
    """Take a file dropped in ``zone``; raise ``ValidationError`` with a sentence where refused."""
    suffix = extension(file.name or "")
    title = readable_name(file.name or "")
    if zone == Zone.PHOTOS:
        image = _saved(_image_form, HubImage, title, file, event, user)
        return Taken(image, title)
    if zone == Zone.FILM and suffix not in FILMS:
        raise ValidationError(_("Un enregistrement est un fichier MP4, WebM ou MP3."))
    if zone == Zone.CAPTIONS and suffix != "vtt":
        raise ValidationError(_("Les sous-titres sont un fichier .vtt."))
    if zone == Zone.FILES and suffix in {*FILMS, "vtt", "ics"}:
        raise ValidationError(
            _("Ce n'est pas une présentation : un enregistrement se dépose dans « Replay ».")
        )
    document = _saved(_document_form, HubDocument, title, file, event, user)
    if zone != Zone.FILES:
        return Taken(document, title)
    said = properties(document)
    if note := getattr(document, "note", ""):
        return Taken(document, said.title or document.title, said.author, note)
    if said.title:
        document.title = said.title[:TITLE_LENGTH]
        document.save(update_fields=["title"])
    return Taken(document, document.title, said.author)


def _saved(
    form_class: Any, model: type[Any], title: str, file: UploadedFile, event: EventPage, user: User
) -> Any:
    """Return the saved file, or its twin with a ``note`` that says so."""
    collection = collection_for(model, event, user)
    form = form_class({"title": title, "collection": collection.pk}, {"file": file}, user=user)
    if not form.is_valid():
        raise ValidationError([message for said in form.errors.values() for message in said])
    if twin := getattr(form, "twin", None):
        twin.note = _("Ce fichier était déjà là, dans « %(collection)s » : c'est lui qui est pris.")
        twin.note %= {"collection": twin.collection.name}
        return twin
    form.instance.uploaded_by_user = user
    return form.save()


def collection_for(model: type[Any], event: EventPage, user: User) -> Collection:
    """Return the collection of the event's partner, or the first where ``user`` may add files."""
    policy = policy_registry.get_by_type(model)
    allowed = policy.collections_user_has_permission_for(user, "add")
    of_partner = allowed.filter(partner__in=partners_of_section(event))
    collection = of_partner.first() or allowed.first()
    if collection is None:
        raise ValidationError(_("Vous n'avez pas de collection où déposer un fichier."))
    return collection


def readable_name(name: str) -> str:
    """Return a title made of a file's name: "visio_irev-2022.pdf" gives « Visio irev 2022 »."""
    stem = PurePosixPath(name.replace("\\", "/")).stem
    words = " ".join(stem.replace("_", " ").replace("-", " ").split())
    return Truncator(words[:1].upper() + words[1:]).chars(TITLE_LENGTH) or _("Sans titre")


def speakers_of(taken: Taken, event: EventPage) -> list[int]:
    """Return the event's speakers whom the file names; all of them where it names none.

    A family name is enough in the title, the author or the file's name; on the first slide, where
    it has been read, the whole name is asked.
    """
    speakers = list(event.speakers.all())
    said = _words(f"{taken.title} {taken.author} {readable_name(taken.file.filename)}")
    first = DocumentPage.objects.of(taken.file).values_list("text", flat=True).first()
    shown = _words(first or "")
    named = [
        speaker.pk
        for speaker in speakers
        if (name := _words(speaker.name)) and (name[-1] in said or set(name) <= set(shown))
    ]
    return named or [speaker.pk for speaker in speakers]


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", folded(text))
