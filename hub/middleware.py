"""The content security policy, and the words for a publication that is refused."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

# The images and films of the site's own bucket, where it has one.
_s3 = urlsplit(settings.S3_ENDPOINT_URL)
FILES = f" {_s3.scheme}://{_s3.netloc}" if settings.S3_BUCKET else ""
PUBLIC_POLICY = (
    f"default-src 'self'; img-src 'self' data:{FILES}; media-src 'self'{FILES}; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
# Wagtail's editor writes inline scripts and styles without a nonce.
ADMIN_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    f"img-src 'self' data: blob:{FILES}; media-src 'self'{FILES}; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)


def public_policy(frames: str) -> str:
    """Return the policy of a public page that may show one site, ``frames``, in a frame.

    ``frames`` is a scheme and a host: "https://player.example".
    """
    return f"{PUBLIC_POLICY}; frame-src {frames}"


def content_security_policy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Send a strict policy with every page; a response that brings its own keeps it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if settings.DEBUG and response.status_code >= 400:
            return response  # Django's debug pages style themselves
        in_admin = request.path.startswith(reverse("wagtailadmin_home"))
        response.headers.setdefault(
            "Content-Security-Policy", ADMIN_POLICY if in_admin else PUBLIC_POLICY
        )
        return response

    return middleware


class RefusedPublication:
    """Say in the admin why a page was not published, where an approval was to publish it.

    Wagtail approves without the editor's form; the transaction of what was asked is undone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        match = request.resolver_match
        if not isinstance(exception, ValidationError) or match is None:
            return None
        if match.view_name != "wagtailadmin_pages:workflow_action":
            return None
        messages.error(
            request, _("Rien n'a été publié. %(why)s") % {"why": " ".join(exception.messages)}
        )
        editor = reverse("wagtailadmin_pages:edit", args=[match.kwargs["page_id"]])
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return JsonResponse({"step": "success", "redirect": editor})
        return redirect(editor)
