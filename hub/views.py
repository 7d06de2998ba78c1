"""The views that are not pages of the tree."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.documents.views.serve import serve

from hub.models import NetworkSettings


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
    """Serve robots.txt (RFC 9309): all but the admin and the searches; the feeds are allowed."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /recherche/",
        f"Sitemap: {settings.BASE_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def document(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponse:
    """Serve a document by Wagtail's view, whose files without a coding have the header "None"."""
    response = serve(request, document_id, document_filename)
    if response.get("Content-Encoding") == "None":
        del response["Content-Encoding"]
    return response
