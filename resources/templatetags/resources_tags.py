"""The template tags of resources: favourites, citations, moments."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.template.context import Context
from django.utils import timezone

from resources import captions, citations
from resources.favourites import Selection
from resources.models import ResourcePage

register = template.Library()


@register.simple_tag(takes_context=True)
def selection(context: Context) -> Selection:
    """Return the favourites that the address of this request carries."""
    request = getattr(context, "request", None)  # an {% include … only %} keeps no other way to it
    return Selection.read(request.GET.get("r", "") if request else "")


@register.inclusion_tag("components/favourite.html", takes_context=True)
def favourite(context: Context, resource: ResourcePage) -> dict[str, Any]:
    """Show the link that adds ``resource`` to the favourites, or takes it away."""
    chosen = selection(context)
    held = resource.pk in chosen.numbers
    query = chosen.minus(resource.pk) if held else chosen.plus(resource.pk)
    return {"resource": resource, "held": held, "query": query}


@register.filter
def cited(resource: ResourcePage) -> str:
    """Return the reference of ``resource`` as a line of text."""
    return citations.text(citations.citation(resource), timezone.localdate())


@register.filter
def clock(moment: dt.timedelta | float) -> str:
    """Return « 1:02:03 » for a moment of a recording or a duration."""
    return captions.clock(moment)
