"""What a form refers to: the numbers of pages, images and documents that it brings.

A chooser offers what its user may choose, but a form can be posted with any number.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from bs4 import BeautifulSoup
from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import Block, ChooserBlock, ListBlock, RichTextBlock, StreamBlock, StructBlock
from wagtail.rich_text import RichText

from hub.choosing import choosable, number
from hub.models import HubDocument, HubImage, HubPage

REFUSALS: dict[type[Model], Any] = {
    HubPage: _("Vous n'avez pas accès à cette page."),
    HubImage: _("Vous n'avez pas accès à cette image."),
    HubDocument: _("Vous n'avez pas accès à ce document."),
}
IN_RICH_TEXT: dict[tuple[str, str], type[Model]] = {
    ("linktype", "page"): HubPage,
    ("linktype", "document"): HubDocument,
    ("embedtype", "image"): HubImage,
}


class Reference(NamedTuple):
    """A page, an image or a document, by its number."""

    kind: type[Model]
    pk: int


class Mention(NamedTuple):
    """A reference that a field of a form makes."""

    form: forms.ModelForm
    field: str
    to: Reference


def _reference(model: type[Model], given: Any) -> Reference | None:
    kind = next((kind for kind in REFUSALS if issubclass(model, kind)), None)
    pk = number(getattr(given, "pk", given))
    return Reference(kind, pk) if kind and pk is not None else None


def _column(form: forms.ModelForm, field: str) -> Any:
    try:
        return form._meta.model._meta.get_field(field)
    except FieldDoesNotExist:
        return None


def _is_reference(column: Any) -> bool:
    """Whether the model's field ``column`` holds the number of one page, image or document."""
    return bool(column and column.many_to_one and _reference(column.related_model, 0))


def _references(column: Any, value: Any) -> Iterator[Reference]:
    """Yield what ``value`` of the model's field ``column`` refers to, were it valid or not."""
    if value is None or column is None:
        return
    if column.is_relation:
        values = value if column.many_to_many else [value]
        pairs = [(column.related_model, given) for given in values]
    elif hasattr(column, "extract_references"):
        pairs = [(model, pk) for model, pk, *_path in column.extract_references(value)]
    else:
        return
    yield from filter(None, (_reference(model, given) for model, given in pairs))


def _with_children(form: Any) -> Iterator[Any]:
    yield form
    for formset in getattr(form, "formsets", {}).values():
        yield from formset.forms


def refuse_strangers(form: Any, user: Any) -> None:
    """Add an error beside each field of ``form`` and of its children that refers to what ``user``
    may not choose, and forget it: the form that is shown again does not name it.

    What the object already referred to stays. At most one query for each kind.
    """
    known, mentions = set(), []
    for each in _with_children(form):
        for name in each.fields:
            column = _column(each, name)
            known |= set(_references(column, each[name].initial))
            found = list(_references(column, each[name].data))
            mentions += [Mention(each, name, reference) for reference in found]
            if _is_reference(column) and not found:  # no number: the chooser could not draw it
                _forget(each, name, set())
    new = {mention.to for mention in mentions} - known
    for kind, sentence in REFUSALS.items():
        asked = {reference.pk for reference in new if reference.kind is kind}
        if not asked:
            continue
        allowed = choosable(user, kind).filter(pk__in=asked).values_list("pk", flat=True)
        refused = {Reference(kind, pk) for pk in asked.difference(allowed)}
        for each, name in dict.fromkeys((m.form, m.field) for m in mentions if m.to in refused):
            if name not in each.errors:
                each.add_error(name, sentence)
            _forget(each, name, refused)


def offer_ones_own(form: Any, user: Any) -> None:
    """Limit the fields that list all pages to those that ``user`` may choose or that are chosen."""
    for name, field in form.fields.items():
        if not isinstance(field, forms.ModelMultipleChoiceField):
            continue
        offered: Any = field.queryset
        if _reference(offered.model, 0) is None:
            continue
        chosen = [
            reference.pk for reference in _references(_column(form, name), form[name].initial)
        ]
        own = choosable(user, offered.model).order_by().values("pk")
        field.queryset = offered.filter(Q(pk__in=own) | Q(pk__in=chosen))


def _forget(form: forms.ModelForm, name: str, refused: set[Reference]) -> None:
    """Make ``form`` show its field ``name`` again without the ``refused``."""
    field, column, value = form.fields[name], _column(form, name), form[name].data
    if column.is_relation:
        value = None
    elif hasattr(column, "stream_block"):
        value = _without(column.stream_block, value, refused)
    else:
        value = text_without(value, refused)
    field.widget.value_from_datadict = lambda *_arguments: value


def _without(block: Block, value: Any, refused: set[Reference]) -> Any:
    """Return the value of ``block``, changed in place, without what it ``refused``."""
    if isinstance(block, ChooserBlock):
        found = value is not None and _reference(block.model_class, value) in refused
        return None if found else value
    if isinstance(block, RichTextBlock):
        return RichText(text_without(value.source, refused))
    if isinstance(block, StreamBlock | ListBlock):
        for child in value if isinstance(block, StreamBlock) else value.bound_blocks:
            child.value = _without(child.block, child.value, refused)
    elif isinstance(block, StructBlock):
        for name, child in block.child_blocks.items():
            if name in value:
                value[name] = _without(child, value[name], refused)
    return value


def text_without(text: str, refused: set[Reference]) -> str:
    """Return a rich text of the database without its links to, and its images of, the refused."""
    soup = BeautifulSoup(text, "html.parser")
    for (attribute, word), kind in IN_RICH_TEXT.items():
        for tag in soup.find_all(None, {attribute: word}):
            if Reference(kind, number(tag.get("id")) or 0) in refused:
                tag.unwrap()
    return str(soup)
