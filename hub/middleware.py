"""The content security policy, and the words for what cannot be done or read."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from json import JSONDecodeError
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.translation import gettext as _
from django.views.defaults import bad_request
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request

from hub.text import LONGEST_NUMBER

logger = logging.getLogger(__name__)

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


def in_admin(request: HttpRequest) -> bool:
    return request.path.startswith(reverse("wagtailadmin_home"))


def content_security_policy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Send a strict policy with every page; a response that brings its own keeps it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if settings.DEBUG and response.status_code >= 400:
            return response  # Django's debug pages style themselves
        response.headers.setdefault(
            "Content-Security-Policy", ADMIN_POLICY if in_admin(request) else PUBLIC_POLICY
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


class RefusedRequests:
    """Answer in the admin what a view of Wagtail fails on.

    Its views read the fields, numbers and JSON that its own pages send, and fail on others: that is
    400, and goes to the log. Some delete without asking what is protected: that is said.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not in_admin(request):
            return None
        if isinstance(exception, ProtectedError):
            return _kept(request)
        if not is_unreadable(request, exception):
            return None
        logger.warning("Unreadable request: %s", request.path, exc_info=exception)
        return bad_request(request, exception)


def _kept(request: HttpRequest) -> HttpResponse:
    """Say that nothing was deleted; the files of one upload are deleted by a script."""
    why = _("Rien n'a été supprimé : ce que vous avez choisi sert encore à d'autres contenus.")
    if request.headers.get("x-requested-with") == "XMLHttpRequest" or request.method != "POST":
        return JsonResponse({"success": False, "error_message": why}, status=400)
    messages.error(request, why)
    return redirect(get_valid_next_url_from_request(request) or reverse("wagtailadmin_home"))


def is_unreadable(request: HttpRequest, exception: Exception) -> bool:
    """Whether ``exception`` is about what ``request`` brought: a field that misses, JSON that is
    none, a value that the error quotes or that no database holds. Other errors are not hidden.
    """
    if isinstance(exception, MultiValueDictKeyError | JSONDecodeError):
        return True
    if isinstance(exception, ValidationError):
        said = " ".join(exception.messages)
        return any(value and value in said for value in _values(request))
    if not isinstance(exception, ValueError | OverflowError | DataError):
        return False
    return any(
        repr(value) in str(exception)
        or "\x00" in value
        or (len(value) > LONGEST_NUMBER and value.lstrip("-").isdecimal())
        for value in _values(request)
    )


def _values(request: HttpRequest) -> Iterator[str]:
    """Yield what the address, the query and the form of ``request`` bring."""
    if request.resolver_match:
        yield from map(str, request.resolver_match.kwargs.values())
    for data in (request.GET, request.POST):
        for _name, values in data.lists():
            yield from map(str, values)
