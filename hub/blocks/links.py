"""Blocks that lead elsewhere: links, documents, videos, contacts."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock


def host(url: str) -> str:
    """Return the host of ``url`` for readers, without its www: "youtube.com"."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


class LinkValue(blocks.StructValue):
    @property
    def href(self) -> str:
        """The address: the page's where one is chosen, else the one typed; empty for a draft."""
        if page := self.get("page"):
            return page.url or "" if page.live else ""
        return self.get("url") or ""

    @property
    def is_external(self) -> bool:
        """Whether the link leaves the site."""
        return bool(self.get("url")) and not self.get("page")

    @property
    def host(self) -> str:
        """The host of an outside address."""
        return host(self.get("url") or "")


class LinkBlock(blocks.StructBlock):
    """A link to a page of the site or to an address."""

    title = blocks.CharBlock(label=_("Intitulé"), max_length=200)
    page = blocks.PageChooserBlock(label=_("Page du site"), required=False)
    url = blocks.URLBlock(label=_("ou adresse"), required=False, max_length=500)
    action = blocks.CharBlock(
        label=_("Libellé du lien"),
        required=False,
        max_length=40,
        default="Accès",
        help_text=_("Le mot sur lequel on clique, par exemple « Accès »."),
    )

    def clean(self, value):  # type: ignore[no-untyped-def]
        result = super().clean(value)
        if self.is_deferred_validation:
            return result
        if bool(result.get("page")) == bool(result.get("url")):
            message = _("Choisissez une page du site ou donnez une adresse, et pas les deux.")
            raise StructBlockValidationError({"url": ValidationError(message)})
        return result

    class Meta:
        icon = "link"
        label = _("Lien")
        value_class = LinkValue


class LinksBlock(blocks.StructBlock):
    """A list of links."""

    title = blocks.CharBlock(label=_("Titre"), required=False, max_length=120)
    links = blocks.ListBlock(LinkBlock(), label=_("Liens"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("Liste de liens")
        template = "blocks/links.html"
        description = _("Des liens, chacun avec son intitulé et son libellé.")
        preview_value = {
            "title": "Pour aller plus loin",
            "links": [
                {"title": "Le site", "page": None, "url": "https://example.org/", "action": "Accès"}
            ],
        }


class DocumentsBlock(blocks.StructBlock):
    """Documents to download."""

    title = blocks.CharBlock(label=_("Titre"), required=False, max_length=120)
    documents = blocks.ListBlock(DocumentChooserBlock(), label=_("Documents"), min_num=1)

    def get_searchable_content(self, value):  # type: ignore[no-untyped-def]
        documents = [document for document in value.get("documents") or [] if document]
        words = [f"{document.title} {document.authors}" for document in documents]
        return [*super().get_searchable_content(value), *words]

    class Meta:
        icon = "doc-full"
        label = _("Documents à télécharger")
        template = "blocks/documents.html"
        description = _(
            "Chacun avec son titre, ses intervenants, son type, son poids et ses pages."
        )


class VideoValue(blocks.StructValue):
    @property
    def host(self) -> str:
        """The site that will receive the visitor's address."""
        return host(self.get("url") or "")


class VideoBlock(blocks.StructBlock):
    """A video elsewhere, opened by a click: nothing is loaded from its site before."""

    url = blocks.URLBlock(label=_("Adresse de la vidéo"), max_length=500)
    title = blocks.CharBlock(label=_("Titre"), max_length=200)
    duration = blocks.CharBlock(
        label=_("Durée"), required=False, max_length=20, help_text=_("« 1 h 32 »")
    )

    class Meta:
        icon = "media"
        label = _("Vidéo")
        template = "blocks/video.html"
        description = _("Une vidéo hébergée ailleurs ; rien n'en est chargé avant le clic.")
        value_class = VideoValue
        preview_value = {
            "url": "https://www.youtube.com/watch?v=EUKwUHKN6cY",
            "title": "La rencontre en vidéo",
            "duration": "",
        }


class ContactBlock(blocks.StructBlock):
    """Whom to ask."""

    name = blocks.CharBlock(label=_("Nom ou fonction"), max_length=120)
    role = blocks.CharBlock(label=_("Fonction"), required=False, max_length=160)
    organisation = blocks.CharBlock(label=_("Organisation"), required=False, max_length=160)
    email = blocks.EmailBlock(label=_("Adresse électronique"), required=False)
    phone = blocks.CharBlock(label=_("Téléphone"), required=False, max_length=30)
    url = blocks.URLBlock(label=_("Site ou formulaire"), required=False)

    class Meta:
        icon = "user"
        label = _("Contact")
        template = "blocks/contact.html"
        description = _("La personne ou le service à qui s'adresser.")
        preview_value = {
            "name": "L'équipe d'animation",
            "role": "",
            "organisation": "Réseau des PTCE",
            "email": "",
            "phone": "",
            "url": "https://example.org/",
        }
