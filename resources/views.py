"""The addresses of resources that are not pages: feeds, citations, favourites, plays, previews."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST, require_safe
from wagtail import hooks

from hub.access import open_documents
from hub.caching import conditional
from hub.feeds import NEWEST, answer, atom, json_feed, refusal
from hub.models import NetworkSettings
from hub.text import weight
from resources import citations, feeds
from resources.consents import kept_documents
from resources.counting import count, is_person
from resources.extraction import LARGE, SMALL
from resources.favourites import Line, Selection, lines, on_disk, zipped
from resources.forms import ResourceFilterForm
from resources.models import DocumentPage, ReplayPage, ResourceIndexPage, ResourcePage

PLAYS_A_MINUTE = 30  # of one replay that are counted; in each process, where there is no Redis
MAX_AGE = 3600  # seconds: how long a preview's copy outlives the withdrawal of its page
NEWS_TYPES = {
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}
CITATIONS = {
    "bib": (citations.bibtex, "application/x-bibtex; charset=utf-8"),
    "ris": (citations.ris, "application/x-research-info-systems; charset=utf-8"),
}


@gzip_page
@require_safe
@conditional
def news(request: HttpRequest, kind: str) -> HttpResponse:
    """Serve the newest resources, all or filtered as their list is, by Atom or JSON Feed.

    An unknown value of a filter is a 404 with a sentence.
    """
    form = ResourceFilterForm(request.GET)
    if not form.is_valid():
        return refusal(form)
    found = form.filtered(ResourcePage.objects.shown()).for_list()
    newest = list(found.order_by("-first_published_at", "pk")[:NEWEST])
    opened = _open(newest)
    build = atom if kind == "atom" else json_feed
    body = build((feeds.entry(page, opened) for page in newest), **_named(request, form))
    return answer(body, NEWS_TYPES[kind])


@gzip_page
@require_safe
@conditional
def podcast(request: HttpRequest) -> HttpResponse:
    """Serve the newest replays that are files here, filtered as the list is, as a podcast."""
    form = ResourceFilterForm(request.GET)
    if not form.is_valid():
        return refusal(form)
    playable = rf"\.({'|'.join(feeds.EPISODE_TYPES)})$"
    found = form.filtered(ReplayPage.objects.shown()).filter(document__file__iregex=playable)
    replays = list(
        found.for_cards()
        .select_related("document")
        .prefetch_related("speakers")
        .order_by("-first_published_at", "pk")[:NEWEST]
    )
    opened = _open(replays)
    network = NetworkSettings.for_request(request)
    named = _named(request, form, _("Replays"))
    about = network.tagline or named["name"]
    body = feeds.podcast(replays, opened, author=network.name, about=about, **named)
    return answer(body, "application/rss+xml; charset=utf-8")


def _named(request: HttpRequest, form: ResourceFilterForm, first: str = "") -> dict[str, str]:
    """Return a feed's name, its own path and that of the list that it follows."""
    index = ResourceIndexPage.objects.live().first()
    words = [*filter(None, [first]), form.title, NetworkSettings.for_request(request).name]
    return {
        "name": " – ".join(words),
        "path": f"{request.path}?{form.feed_query}".rstrip("?"),
        "page": f"{index.url}?{form.feed_query}".rstrip("?") if index else "/",
    }


@require_safe
def cite(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """Serve the reference of a resource as a file; 404 for a draft and behind a restriction."""
    resource = get_object_or_404(
        ResourcePage.objects.shown().select_related("partner", "document"), id=number
    )
    build, content_type = CITATIONS[kind]
    body = build(citations.citation(resource), timezone.localdate())
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{resource.slug[:80]}.{kind}"'
    return response


@require_safe
def favourites(request: HttpRequest) -> HttpResponse:
    """Show the resources that ``?r=12,45`` names, in that order; what cannot be shown is said."""
    chosen = Selection.read(request.GET.get("r", ""))
    found = _lines(chosen)
    files = [line.document for line in found if line.document]
    index = ResourceIndexPage.objects.live().first()
    response = render(
        request,
        "resources/favourites.html",
        {
            "title": _("Favoris"),
            "chosen": chosen,
            "lines": [(line, chosen.minus(line.resource.pk)) for line in found],
            "gone": len(chosen.numbers) - len(found),
            "files": len(files),
            "weight": weight(sum(file.file_size or 0 for file in files)),
            "library": index.url if index else "/",
            "address": request.build_absolute_uri(f"{request.path}?r={chosen}"),
        },
    )
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def favourites_zip(request: HttpRequest) -> HttpResponseBase:
    """Stream the files of ``?r=12,45`` with their table of contents.

    Raises ``Http404`` where no number is that of a resource that a visitor may see.
    """
    found = _lines(Selection.read(request.GET.get("r", "")))
    if not found:
        raise Http404(_("Aucun de ces favoris n'est en ligne."))
    found = [
        line if line.document is None or on_disk(line.document) else Line(line.resource)
        for line in found
    ]
    context = {
        "lines": found,
        "network": NetworkSettings.for_request(request),
        "today": timezone.localdate(),
    }
    contents = render_to_string("resources/favourites_contents.html", context)
    stream = zipped(found, contents.encode())
    response = StreamingHttpResponse(stream, content_type="application/zip")
    response["Content-Length"] = str(len(stream))
    response["Content-Disposition"] = 'attachment; filename="favoris.zip"'
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-store"  # a file may be withdrawn at any time
    return response


def _open(resources: Iterable[ResourcePage]) -> set[int]:
    """Return the numbers of the documents of ``resources`` that any visitor may download."""
    documents = [page.document for page in resources if page.document]
    return open_documents(documents) - kept_documents(document.pk for document in documents)


def _lines(chosen: Selection) -> list[Line]:
    """Return the lines of those chosen that a visitor may see, in the order of the choice."""
    shown: dict[int, Any] = ResourcePage.objects.shown().for_list().in_bulk(chosen.numbers)
    found = [shown[number] for number in chosen.numbers if number in shown]
    return lines(found, _open(found))


@csrf_exempt
@require_POST
def play(request: HttpRequest, replay_id: int) -> HttpResponse:
    """Count that a visitor loads a replay that is on a video site, by a beacon of our own page.

    204 whether or not it is counted, 403 from another site's page, 404 for what is not published
    or is a file here, whose plays are counted as it is served. There is no token to check: nothing
    but a count changes, and the page has no cookie. What limits a count made up by a script is
    ``PLAYS_A_MINUTE``, for who asks is not kept.
    """
    if not _from_this_site(request):
        return HttpResponse(status=403)
    replay = get_object_or_404(ReplayPage.objects.shown().exclude(url_elsewhere=""), id=replay_id)
    if not is_person(request) or replay.permissions_for_user(request.user).can_edit():
        return HttpResponse(status=204)
    key = f"plays:{replay.pk}"
    cache.add(key, 0, timeout=60)
    try:
        allowed = cache.incr(key) <= PLAYS_A_MINUTE
    except ValueError:  # it expired in between
        allowed = True
    if allowed:
        count([replay.pk], plays=1)
    return HttpResponse(status=204)


def _from_this_site(request: HttpRequest) -> bool:
    """Whether the browser says so: by Fetch Metadata (W3C), an older one by Origin (RFC 6454)."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


@require_safe
def document_preview(
    request: HttpRequest, document_id: int, version: str, number: int, width: int
) -> HttpResponse:
    """Serve the image of one page to who may read the document; 404 to others."""
    pages = DocumentPage.objects.select_related("reading__document")
    page = get_object_or_404(pages, reading__document=document_id, number=number)
    file = {LARGE: page.large, SMALL: page.small}.get(width)
    if not file or version != page.reading.version:
        raise Http404
    for may_serve in hooks.get_hooks("before_serve_document"):
        refusal = may_serve(page.reading.document, request)
        if isinstance(refusal, HttpResponse):
            return refusal
    try:
        with file.open() as image:
            response = HttpResponse(image.read(), content_type="image/webp")
    except FileNotFoundError as error:
        raise Http404 from error
    etag = f'"{version}-{number}-{width}"'
    response["ETag"] = etag
    whose = "public" if request.user.is_anonymous else "private"
    patch_cache_control(response, max_age=MAX_AGE, **{whose: True})
    return get_conditional_response(request, etag, response=response) or response
