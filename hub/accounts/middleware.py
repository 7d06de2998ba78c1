"""Who a session is, and for how long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware as DjangoMiddleware
from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from hub.accounts.second_factor import is_required
from hub.accounts.sessions import SECOND_FACTOR, note_visit
from hub.models import User


class AuthenticationMiddleware(DjangoMiddleware):
    """A session that lacks the second factor that its person must have is nobody's.

    So it is of who joins the network's team, or where the setting is made stricter: they log in
    again, and set it up.
    """

    def process_request(self, request: Any) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _person(request))


def _person(request: Any) -> User | AnonymousUser:
    user: Any = get_user(request)
    if user.is_authenticated and not request.session.get(SECOND_FACTOR) and is_required(user):
        return AnonymousUser()
    return user


def session_in_use(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Put off the end of a session that is used in the admin."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        in_admin = request.path.startswith(reverse("wagtailadmin_home"))
        if in_admin and request.session.accessed and request.user.is_authenticated:
            note_visit(request.session)
        return response

    return middleware
