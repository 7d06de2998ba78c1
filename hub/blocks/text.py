"""Blocks that are read in place: words, figures and images."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from hub.text import ascii_slug

TEXT_FEATURES = ["h3", "h4", "bold", "italic", "link", "document-link", "ul", "ol", "superscript"]


class TextBlock(blocks.RichTextBlock):
    """Paragraphs, lists and links."""

    def __init__(self, **kwargs) -> None:  # type: ignore[no-untyped-def]
        super().__init__(**{"features": TEXT_FEATURES, **kwargs})

    class Meta:
        icon = "pilcrow"
        label = _("Texte")
        template = "blocks/text.html"
        description = _("Des paragraphes, des listes et des liens.")
        preview_value = (
            "<p>Un pôle réunit les acteurs d'un <b>territoire</b> autour d'un projet.</p>"
        )


class HeadingValue(blocks.StructValue):
    @property
    def anchor(self) -> str:
        """The identifier that a link to this heading names."""
        return ascii_slug(self["text"])


class HeadingBlock(blocks.StructBlock):
    """A heading of a part of the page, with an anchor."""

    text = blocks.CharBlock(label=_("Intertitre"), max_length=160)

    class Meta:
        icon = "title"
        label = _("Intertitre")
        template = "blocks/heading.html"
        description = _("Le titre d'une partie de la page.")
        value_class = HeadingValue
        preview_value = {"text": "Qui fait vivre un pôle ?"}


class ImageBlock(blocks.StructBlock):
    """An image with its caption; its credit comes with the image."""

    image = ImageChooserBlock(label=_("Image"))
    alt_text = blocks.CharBlock(
        label=_("Texte alternatif"),
        required=False,
        max_length=250,
        help_text=_("Vide : celui de l'image."),
    )
    caption = blocks.CharBlock(label=_("Légende"), required=False, max_length=250)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "blocks/image.html"
        description = _("Une image, sa légende et son crédit.")


class QuoteBlock(blocks.StructBlock):
    """A quotation with its source."""

    text = blocks.TextBlock(label=_("Citation"))
    author = blocks.CharBlock(label=_("Auteur ou texte cité"), required=False, max_length=200)
    source_url = blocks.URLBlock(label=_("Adresse de la source"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Citation")
        template = "blocks/quote.html"
        description = _("Les mots d'une autre personne ou d'un texte, avec leur source.")
        preview_value = {
            "text": "Coopérer, c'est œuvrer ensemble.",
            "author": "Un membre du réseau",
            "source_url": "",
        }


class FigureBlock(blocks.StructBlock):
    """One number, what it counts and where it comes from."""

    number = blocks.CharBlock(label=_("Chiffre"), max_length=20, help_text=_("« 70 % », « 20 »"))
    label = blocks.CharBlock(label=_("Ce qu'il compte"), max_length=160)
    source = blocks.CharBlock(label=_("Source"), required=False, max_length=160)
    source_url = blocks.URLBlock(label=_("Adresse de la source"), required=False)

    class Meta:
        icon = "order"
        label = _("Chiffre clé")


class FiguresBlock(blocks.StructBlock):
    """Key figures side by side."""

    figures = blocks.ListBlock(FigureBlock(), label=_("Chiffres"), min_num=1, max_num=6)

    class Meta:
        icon = "order"
        label = _("Chiffres clés")
        template = "blocks/figures.html"
        description = _("Un à six chiffres, chacun avec sa source.")
        preview_value = {
            "figures": [
                {"number": "20", "label": "pôles dans la région", "source": "", "source_url": ""}
            ]
        }


class CalloutBlock(blocks.StructBlock):
    """A boxed passage that stands out."""

    title = blocks.CharBlock(label=_("Titre"), required=False, max_length=120)
    text = blocks.RichTextBlock(label=_("Texte"), features=["bold", "italic", "link", "ul"])

    class Meta:
        icon = "help"
        label = _("Encadré")
        template = "blocks/callout.html"
        description = _("Un passage mis en avant : une définition, une date limite.")
        preview_value = {"title": "À savoir", "text": "<p>L'appel est ouvert en permanence.</p>"}
