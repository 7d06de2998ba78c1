"""Logins that fail too often: how many, from where, and what is answered.

The failures are counted by django-axes, in the database.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt, AccessFailureLog
from django.conf import settings
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from hub.accounts import browsers

WINDOW: dt.timedelta = settings.AXES_COOLOFF_TIME
PER_PAIR: int = settings.AXES_FAILURE_LIMIT  # of one account from one address
PER_ADDRESS = 50  # of any accounts: an office shares its address
# Of one account from any addresses. Whoever has many could keep the person out by it: the browsers
# where the person has already logged in are exempt.
PER_ACCOUNT = 200
RESET_WINDOW = dt.timedelta(hours=1)
RESETS_PER_ADDRESS = 20
RESETS_PER_ACCOUNT = 3
RESET_PATH = "password_reset"  # sets the requests for a new password apart in their table


class FailureCounter(AxesDatabaseHandler):
    """Axes counts by account and address; this adds the wider bounds, each with its number."""

    def get_failures(self, request: Any, credentials: dict[str, Any] | None = None) -> int:
        """Return the failures of the account from the address; the limit where a wider bound is."""
        failures: int = super().get_failures(request, credentials)
        email = get_client_username(request, credentials)
        recent = AccessAttempt.objects.filter(attempt_time__gte=timezone.now() - WINDOW)
        if _sum(recent.filter(ip_address=request.axes_ip_address)) >= PER_ADDRESS or (
            _sum(recent.filter(username=email)) >= PER_ACCOUNT
            and not browsers.is_known(request, email or "")
        ):
            return max(failures, PER_PAIR)
        return failures


def _sum(attempts: QuerySet[Any]) -> int:
    return attempts.aggregate(n=Sum("failures_since_start"))["n"] or 0


def account_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Return the e-mail of a login, the same whatever its case."""
    typed = credentials.get("username") if credentials else request.POST.get("username")
    return str(typed or "").strip().lower()[:255]


def client_address(request: HttpRequest) -> str | None:
    """Return where a request comes from, as failures are counted: 64 bits of an IPv6 address.

    Of ``X-Forwarded-For`` only what the ``TRUSTED_PROXIES`` servers in front have added is
    believed; what stands left of it is the visitor's own word.
    """
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    proxies = settings.TRUSTED_PROXIES
    forwarded = hops[-proxies] if 0 < proxies <= len(hops) else ""
    return _network(forwarded) or _network(request.META.get("REMOTE_ADDR", ""))


def _network(text: str) -> str | None:
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(address), 64), strict=False).network_address)


def too_many(
    request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None
) -> HttpResponse:
    """Return the page that asks to wait, the same whether the account exists or not."""
    return _wait(request, WINDOW)


def _wait(request: HttpRequest, delay: dt.timedelta) -> HttpResponse:
    seconds = int(delay.total_seconds())
    page = render(request, "hub/account/too_many.html", {"minutes": seconds // 60}, status=429)
    page["Retry-After"] = str(seconds)
    return page


def refuse_reset(request: HttpRequest) -> HttpResponse | None:
    """Return the page that asks to wait, if this address asks for new passwords too often."""
    address = client_address(request)
    if _resets().filter(ip_address=address).count() >= RESETS_PER_ADDRESS:
        return _wait(request, RESET_WINDOW)
    return None


def may_mail_reset(request: HttpRequest, email: str) -> bool:
    """Note a request for a new password; whether its mail is not one too many for this account."""
    email = email.lower()
    is_few = _resets().filter(username=email).count() < RESETS_PER_ACCOUNT
    AccessFailureLog.objects.create(
        username=email, ip_address=client_address(request), path_info=RESET_PATH
    )
    return is_few


def _resets() -> QuerySet[Any]:
    since = timezone.now() - RESET_WINDOW
    return AccessFailureLog.objects.filter(path_info=RESET_PATH, attempt_time__gte=since)


def forget_attempts() -> None:
    """Delete the attempts, and the addresses in them, that count no more."""
    now = timezone.now()
    AccessAttempt.objects.filter(attempt_time__lt=now - WINDOW).delete()
    AccessFailureLog.objects.filter(attempt_time__lt=now - RESET_WINDOW).delete()
