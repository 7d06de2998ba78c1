"""Links inside a text."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from wagtail.documents.rich_text import DocumentLinkHandler


class FactsDocumentLinkHandler(DocumentLinkHandler):
    """A link to a document that says who speaks in it, its type, its weight and its pages.

    They stand in an attribute, that the style sheet writes after the link.
    """

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        return [
            format_html(
                '<a href="{}" data-facts="{}">',
                document.url,
                ", ".join(part for part in (document.authors, document.facts) if part),
            )
            if document
            else "<a>"
            for document in cls.get_many(attrs_list)
        ]
