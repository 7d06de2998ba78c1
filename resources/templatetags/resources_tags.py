"""The template tags of resources: favourites, citations, moments."""

from __future__ import annotations

import datetime as dt

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hub.templatetags.hub_tags import icon
from resources import captions, citations
from resources.favourites import Selection
from resources.models import ResourcePage

register = template.Library()


@register.simple_tag(takes_context=True)
def selection(context: Context) -> Selection:
    """Return the favourites that the address of this request carries."""
    request = getattr(context, "request", None)  # an {% include … only %} keeps no other way to it
    return Selection.read(request.GET.get("r", "") if request else "")


FAVOURITE = """<a class="favourite{}" href="{}" rel="nofollow" data-favourite="{}">{}
<span><span data-label>{}</span><span class="visually-hidden">&nbsp;: «&nbsp;{}&nbsp;»</span></span>
</a>"""


@register.simple_tag(takes_context=True)
def favourite(context: Context, resource: ResourcePage) -> SafeString | str:
    """Show the link that adds ``resource`` to the favourites, or takes it away.

    Written without a template: a list has dozens.
    """
    if not resource.pk:  # the preview of a page not yet saved
        return ""
    chosen = selection(context)
    held = resource.pk in chosen.numbers
    query = chosen.minus(resource.pk) if held else chosen.plus(resource.pk)
    return format_html(
        FAVOURITE,
        " favourite--held" if held else "",
        reverse("favourites") + (f"?r={query}" if query else ""),
        resource.pk,
        icon("star"),
        "Favoris −" if held else "Favoris +",
        resource.title,
    )


@register.filter
def cited(resource: ResourcePage) -> str:
    """Return the reference of ``resource`` as a line of text."""
    return citations.text(citations.citation(resource), timezone.localdate())


@register.filter
def clock(moment: dt.timedelta | float) -> str:
    """Return « 1:02:03 » for a moment of a recording or a duration."""
    return captions.clock(moment)
