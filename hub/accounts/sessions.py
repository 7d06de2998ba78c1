"""Sessions that can be listed and ended: Django's, in the database, each with its person.

``settings.SESSION_ENGINE`` names this module.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.dateparse import parse_datetime

from hub.accounts import browsers
from hub.models import Session, User

VISIT = "visit"
SECOND_FACTOR = "second_factor"  # in a session: it was opened with one
NOTED_EVERY = dt.timedelta(minutes=10)
SHOWN = 50


class SessionStore(DatabaseStore):
    """Writes beside a session's data the columns by which it is listed."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session: Any = super().create_model_instance(data)
        visit = data.get(VISIT, {})
        session.user_id = data.get(SESSION_KEY)
        session.browser = visit.get("browser", "")
        session.opened_at = parse_datetime(visit.get("opened", ""))
        session.seen_at = parse_datetime(visit.get("seen", ""))
        return session


@dataclass(frozen=True)
class OpenSession:
    """A session as its person sees it; its ``number`` names it without giving its key."""

    number: str
    browser: str
    opened_at: dt.datetime | None
    seen_at: dt.datetime | None
    is_this_one: bool


def note_login(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Note the browser and the hour of a login; the receiver of ``user_logged_in``."""
    now = timezone.now().isoformat()
    browser = browsers.in_words(request.META.get("HTTP_USER_AGENT", ""))
    request.session[VISIT] = {"browser": browser, "opened": now, "seen": now}


def note_visit(session: SessionBase) -> None:
    """Note that a session is in use, which puts off its end; at most every ten minutes."""
    visit = session.get(VISIT, {})
    seen = parse_datetime(visit.get("seen", ""))
    if seen is None or timezone.now() - seen > NOTED_EVERY:
        session[VISIT] = visit | {"seen": timezone.now().isoformat()}


def open_sessions(user: User, here: str | None) -> list[OpenSession]:
    """Return the sessions that ``user`` may still use, the last seen first; one query.

    ``here`` is the key of the present one. Those that a new password has ended are left out.
    """
    sessions = Session.objects.filter(user=user, expire_date__gt=timezone.now())
    password = user.get_session_auth_hash()
    return [
        OpenSession(
            number=_number(session.session_key),
            browser=session.browser,
            opened_at=session.opened_at,
            seen_at=session.seen_at,
            is_this_one=session.session_key == here,
        )
        for session in sessions.order_by("-seen_at")[:SHOWN]
        if constant_time_compare(session.get_decoded().get(HASH_SESSION_KEY, ""), password)
    ]


def end_session(user: User, number: str) -> bool:
    """End the session of ``user`` that has this number; whether there was one."""
    for key in Session.objects.filter(user=user).values_list("pk", flat=True):
        if constant_time_compare(_number(key), number):
            Session.objects.filter(pk=key).delete()
            return True
    return False


def end_sessions(user: User, but: str | None = None) -> None:
    """End all the sessions of ``user``, save the one whose key is ``but``."""
    Session.objects.filter(user=user).exclude(pk=but or "").delete()


def _number(key: str) -> str:
    return salted_hmac("hub.accounts.sessions", key, algorithm="sha256").hexdigest()[:32]
