"""One search over every page."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hub.listing import paginate
from hub.models import HubPage
from hub.text import stems
from search.forms import SearchForm

RESULTS_PER_PAGE = 20
UNLISTED = {"homepage"}  # types that no result or facet names


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show the pages that match ``?q=``, all types together or those of ``?type=``.

    Raises ``Http404`` for a type or a page of results that does not exist.
    """
    form = SearchForm(request.GET)
    form.is_valid()
    query = form.cleaned_data.get("q", "")
    context = {"form": form, "query": query, "results": None, "facets": []}
    words = stems(query)
    if words:
        # Wagtail's own words for shown(), whose subquery the search backends do not read.
        # The root of the tree is no page for visitors, and an index made anew holds it.
        visible = HubPage.objects.live().public().filter(depth__gt=1)
        found = visible.search(words, operator="and")
        facets = _facets(found.facet("content_type_id"))
        chosen = form.cleaned_data.get("type", "")
        pages = visible.filter(content_type_id__in=[f["id"] for f in facets])
        if chosen:
            ids = [facet["id"] for facet in facets if facet["name"] == chosen]
            if not ids and not ContentType.objects.filter(model=chosen[:100].replace("\x00", "")):
                raise Http404
            pages = pages.filter(content_type_id__in=ids)
        context |= {
            "chosen": chosen,
            "facets": facets,
            "total": sum(facet["count"] for facet in facets),
            "results": paginate(
                request, pages.for_cards().search(words, operator="and"), RESULTS_PER_PAGE
            ),
        }
    return render(request, "search/search.html", context)


def _facets(counts: dict[int, int]) -> list[dict[str, Any]]:
    """Return ``{"id", "name", "label", "count"}`` for each type found, the most frequent first."""
    types = ContentType.objects.get_for_models(
        *[ContentType.objects.get_for_id(pk).model_class() for pk in counts if pk]
    )
    return [
        {
            "id": content_type.pk,
            "name": content_type.model,
            "label": str(model._meta.verbose_name_plural).capitalize(),
            "count": counts[content_type.pk],
        }
        for model, content_type in sorted(
            types.items(), key=lambda item: (-counts[item[1].pk], item[1].model)
        )
        if content_type.model not in UNLISTED
    ]
