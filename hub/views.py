"""The views that are not pages of the tree."""

from __future__ import annotations

import logging

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from wagtail import hooks

from hub import serving
from hub.models import HubDocument, NetworkSettings

logger = logging.getLogger(__name__)


@require_safe
def legal(request: HttpRequest, text: str) -> HttpResponse:
    """Show one of the legal texts of the site's settings; 404 while it is not written."""
    network = NetworkSettings.for_request(request)
    if not getattr(network, text):
        raise Http404
    title = str(NetworkSettings._meta.get_field(text).verbose_name).capitalize()
    return render(request, "hub/legal.html", {"title": title, "text": getattr(network, text)})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Serve robots.txt (RFC 9309): the admin, searches and favourites stay out; feeds do not."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /recherche/",
        "Disallow: /favoris",
        f"Sitemap: {settings.BASE_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def document(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponseBase:
    """Serve a document, in the place of Wagtail's view, once all hooks have let it pass."""
    document = get_object_or_404(HubDocument, pk=document_id)
    if document.filename != document_filename:
        raise Http404
    for hook in hooks.get_hooks("before_serve_document"):
        answer = hook(document, request)
        if isinstance(answer, HttpResponseBase):
            return answer
    try:
        return serving.respond(request, document)
    except FileNotFoundError as error:
        logger.error("The file of document %s is missing.", document.pk)
        raise Http404 from error
