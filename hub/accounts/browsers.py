"""Browsers in words, and those where a person has already logged in."""

from __future__ import annotations

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

YEAR = 365 * 24 * 3600  # seconds
# The first that is found: each browser also names those that it descends from.
BROWSERS = {
    "Edge": r"Edg(e|A|iOS)?/",
    "Opera": r"OPR/",
    "Samsung Internet": r"SamsungBrowser/",
    "Firefox": r"Firefox/|FxiOS/",
    "Chrome": r"Chrome/|CriOS/",
    "Safari": r"Safari/",
}
SYSTEMS = {
    "iPhone": r"iPhone",
    "iPad": r"iPad",
    "Android": r"Android",
    "Windows": r"Windows",
    "macOS": r"Mac OS X|Macintosh",
    "ChromeOS": r"CrOS",
    "Linux": r"Linux",
}


def in_words(user_agent: str) -> str:
    """Return a browser as a person would say it: "Firefox sur Windows"."""
    browser = _first(BROWSERS, user_agent) or _("Navigateur inconnu")
    system = _first(SYSTEMS, user_agent)
    if not system:
        return browser
    return _("%(browser)s sur %(system)s") % {"browser": browser, "system": system}


def _first(words: dict[str, str], text: str) -> str | None:
    return next((word for word, pattern in words.items() if re.search(pattern, text)), None)


def is_known(request: HttpRequest, email: str) -> bool:
    """Whether who has this e-mail has already logged in from this browser."""
    name, value = _mark(email)
    return constant_time_compare(request.COOKIES.get(name, ""), value)


def remember(response: HttpResponse, email: str) -> None:
    """Have the browser keep that who has this e-mail has logged in from it."""
    name, value = _mark(email)
    response.set_cookie(
        name,
        value,
        max_age=YEAR,
        path=reverse("wagtailadmin_home"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _mark(email: str) -> tuple[str, str]:
    """Return the cookie's name and value, which only this site can make and which name nobody."""
    value = salted_hmac("hub.accounts.browsers", email.lower(), algorithm="sha256").hexdigest()
    return f"navigateur-{value[:8]}", value[8:]
