"""The template tags of the whole site; they are loaded in every template."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

from django import template
from django.db.models import Model
from django.forms import Form
from django.template.context import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.models import Site

from hub.models import HubPage, NetworkSettings

register = template.Library()


@register.simple_tag(takes_context=True)
def main_menu(context: Context) -> list[HubPage]:
    """Return the pages of the main menu: the home page's children that are shown in menus."""
    site = Site.find_for_request(context["request"])
    if site is None:
        return []
    pages = HubPage.objects.shown().filter(
        depth=site.root_page.depth + 1,
        path__startswith=site.root_page.path,
        show_in_menus=True,
    )
    return list(pages.order_by("path"))


@register.simple_tag(takes_context=True)
def network(context: Context) -> NetworkSettings:
    """Return the settings of the network."""
    return NetworkSettings.for_request(context["request"])


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Return the drawing of ``name`` in ``icons.svg``, which says nothing to screen readers.

    A list has dozens: each is written once.
    """
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("hub/img/icons.svg"),
        name,
    )


@register.filter(expects_localtime=True)
def french_date(day: dt.date | dt.datetime | None) -> str:
    """Return « 1er juin 2023 », in Paris."""
    if not day:
        return ""
    if isinstance(day, dt.datetime) and timezone.is_aware(day):
        day = timezone.localtime(day)
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {date_format(day, 'F Y')}"


@register.simple_tag(takes_context=True)
def active_filters(context: Context, form: Form) -> list[dict[str, Any]]:
    """Return the filters that are set in a list's form, hidden ones left out.

    Each is ``{"label", "value", "remove"}``; ``remove`` is the address of the list without it.
    """
    found = []
    for field in form.visible_fields():
        value = getattr(form, "cleaned_data", {}).get(field.name)
        if not value:
            continue
        rest = context["request"].GET.copy()
        for name in (field.name, "page"):
            rest.pop(name, None)
        choices = getattr(field.field, "choices", [])
        shown = value if isinstance(value, Model) else dict(choices).get(value, value)
        found.append({"label": field.label, "value": shown, "remove": f"?{rest.urlencode()}"})
    return found
