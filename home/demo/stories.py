"""Bodies of pages in the JSON that a StreamField stores."""

from __future__ import annotations

import json
from typing import Any

from django.utils.html import escape

Block = dict[str, Any]


def body(*blocks: Block | None) -> str:
    """Return the stored form of ``blocks``; those that are ``None`` are left out."""
    return json.dumps([block for block in blocks if block])


def text(html: str) -> Block:
    """Return paragraphs; ``html`` is rich text."""
    return {"type": "text", "value": html}


def heading(words: str) -> Block:
    """Return the heading of a part."""
    return {"type": "heading", "value": {"text": words}}


def quote(words: str, author: str, source_url: str) -> Block:
    """Return a quotation with its source."""
    return {"type": "quote", "value": {"text": words, "author": author, "source_url": source_url}}


def figures(*items: tuple[str, str, str, str]) -> Block:
    """Return key figures, each as number, label, source and address of the source."""
    names = ("number", "label", "source", "source_url")
    values = [dict(zip(names, item, strict=True)) for item in items]
    return {"type": "figures", "value": {"figures": values}}


def callout(title: str, html: str) -> Block:
    """Return a boxed passage."""
    return {"type": "callout", "value": {"title": title, "text": html}}


def image(pk: int, caption: str = "") -> Block:
    """Return the image ``pk``, with its own alternative text."""
    return {"type": "image", "value": {"image": pk, "alt_text": "", "caption": caption}}


def documents(title: str, *pks: int) -> Block:
    """Return documents to download."""
    return {"type": "documents", "value": {"title": title, "documents": list(pks)}}


def video(url: str, title: str) -> Block:
    """Return a video held elsewhere."""
    return {"type": "video", "value": {"url": url, "title": title, "duration": ""}}


def contact(**fields: str) -> Block:
    """Return whom to ask; the fields that are not given stay empty."""
    empty = dict.fromkeys(("name", "role", "organisation", "email", "phone", "url"), "")
    return {"type": "contact", "value": empty | fields}


def links(title: str, *items: tuple[str, str]) -> Block:
    """Return links to addresses elsewhere, each as title and address, under the label « Accès »."""
    values = [link(words, url) for words, url in items]
    return {"type": "links", "value": {"title": title, "links": values}}


def link(title: str, url: str) -> dict[str, Any]:
    """Return the value of one link to an address elsewhere."""
    return {"title": title, "page": None, "url": url, "action": "Accès"}


def notes(words: str) -> Block | None:
    """Return what a source leaves unsaid as a box; ``None`` where there is nothing to say."""
    return callout("Précisions", f"<p>{escape(words)}</p>") if words else None


def further(url: str, title: str) -> Block | None:
    """Return one more address to read; ``None`` without an address."""
    return links("", (title, url)) if url else None
