"""The body of a page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import StreamValue

from hub.blocks.links import ContactBlock, DocumentsBlock, LinksBlock, VideoBlock
from hub.blocks.text import (
    CalloutBlock,
    FiguresBlock,
    HeadingBlock,
    ImageBlock,
    QuoteBlock,
    TextBlock,
)


def words_of(body: StreamValue) -> str:
    """Return the words that editors typed in a body, for the search: no template, no query."""
    return " ".join(body.stream_block.get_searchable_content(body))


class StoryBlock(blocks.StreamBlock):
    """What the body of an article, a recap or a pole is made of."""

    text = TextBlock(group=_("Texte"))
    heading = HeadingBlock(group=_("Texte"))
    quote = QuoteBlock(group=_("Texte"))
    callout = CalloutBlock(group=_("Texte"))
    figures = FiguresBlock(group=_("Texte"))
    image = ImageBlock(group=_("Médias"))
    video = VideoBlock(group=_("Médias"))
    documents = DocumentsBlock(group=_("Médias"))
    links = LinksBlock(group=_("Liens"))
    contact = ContactBlock(group=_("Liens"))
