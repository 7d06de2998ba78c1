from hub.blocks.links import ContactBlock, DocumentsBlock, LinkBlock, LinksBlock, VideoBlock
from hub.blocks.story import StoryBlock, words_of
from hub.blocks.text import (
    CalloutBlock,
    FiguresBlock,
    HeadingBlock,
    ImageBlock,
    QuoteBlock,
    TextBlock,
)

__all__ = [
    "CalloutBlock",
    "ContactBlock",
    "DocumentsBlock",
    "FiguresBlock",
    "HeadingBlock",
    "ImageBlock",
    "LinkBlock",
    "LinksBlock",
    "QuoteBlock",
    "StoryBlock",
    "TextBlock",
    "VideoBlock",
    "words_of",
]
