"""What a person does with an account: log in, give the codes of an application."""

from __future__ import annotations

import time
from typing import Any

from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from hub.accounts import second_factor
from hub.models import User

KEY = "3132333435363738393031323334353637383930"  # of RFC 6238, appendix B
PASSWORD = "secret"  # of the people of conftest


def code(steps: int = 0, key: str = KEY) -> str:
    """Return the present code of an application, or that of so many half minutes later."""
    totp = TOTP(bytes.fromhex(key), drift=steps)
    totp.time = time.time()
    return f"{totp.token():06d}"


def give_application(user: User) -> list[str]:
    """Set an application up for ``user`` as of long ago; return the recovery codes."""
    codes = second_factor.install(user, KEY, code())
    TOTPDevice.objects.filter(user=user).update(last_t=-1)
    return codes


def give_password(
    client: Client, email: str, password: str = PASSWORD, *, to: str = "", **headers: Any
) -> Any:
    """Send the form of the first step, on the way ``to`` an address."""
    data = {"username": email, "password": password, "next": to}
    return client.post(reverse("wagtailadmin_login"), data, **headers)


def is_logged_in(client: Client) -> bool:
    """Whether the admin opens."""
    return client.get(reverse("wagtailadmin_home")).status_code == 200
