"""The second factor of a login: codes of an application (TOTP, RFC 6238), and recovery codes."""

from __future__ import annotations

import re
import secrets
import time
from base64 import b32encode
from dataclasses import dataclass

import segno
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from hub.models import User

RECOVERY_CODES = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # neither i nor l, 0 nor o, 1
STEPS = 1  # of thirty seconds, before and after, for clocks that differ
# Whoever may change the settings of the network may do nearly everything.
GREAT_RIGHT = "hub.change_networksettings"


@dataclass(frozen=True)
class Invitation:
    """What an application reads to give the codes: an image, and the same in letters."""

    picture: SafeString
    secret: str


def is_required(user: User) -> bool:
    """Whether ``user`` may not log in without: administrators and the network's team."""
    return settings.REQUIRE_TWO_FACTOR and user.has_perm(GREAT_RIGHT)


def has_one(user: User) -> bool:
    """Whether ``user`` has a second factor, which each login then asks for."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def new_key() -> str:
    """Return a new key of an application, in hexadecimal."""
    return default_key()


def invitation(user: User, key: str) -> Invitation:
    """Return what an application must read to give the codes of ``key``."""
    device = TOTPDevice(user=user, key=key)
    letters = b32encode(device.bin_key).decode()
    picture = segno.make(device.config_url, error="m").svg_inline(
        scale=5, border=4, light="#fff", svgclass="qr", omitsize=True
    )
    return Invitation(
        picture=mark_safe(picture),  # made by segno, of squares only
        secret=" ".join(re.findall(".{1,4}", letters)),
    )


def is_code_of(key: str, typed: str) -> bool:
    """Whether ``typed`` is the present code of a key that nobody has yet."""
    return _match(key, typed) is not None


def _match(key: str, typed: str) -> TOTP | None:
    code = _compact(typed)
    if not re.fullmatch(r"[0-9]{6}", code):
        return None
    totp = TOTP(bytes.fromhex(key))
    totp.time = time.time()
    return totp if totp.verify(int(code), tolerance=STEPS) else None


@transaction.atomic
def install(user: User, key: str, typed: str) -> list[str]:
    """Make ``key`` the second factor of ``user``, in place of any other; return recovery codes.

    ``typed`` is the present code, which then has served. Raises ``ValidationError`` if it is not.
    """
    totp = _match(key, typed)
    if totp is None:
        raise wrong_code()
    TOTPDevice.objects.filter(user=user).delete()
    TOTPDevice.objects.create(
        user=user, name="application", key=key, last_t=totp.t(), drift=totp.drift, tolerance=STEPS
    )
    return new_recovery_codes(user)


@transaction.atomic
def new_recovery_codes(user: User) -> list[str]:
    """Give ``user`` new recovery codes, in place of all others; only their digests are kept."""
    codes = ["".join(secrets.choice(ALPHABET) for _n in range(10)) for _n in range(RECOVERY_CODES)]
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="codes")
    StaticToken.objects.bulk_create(
        [StaticToken(device=device, token=_digest(code)) for code in codes]
    )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def recovery_codes_left(user: User) -> int:
    """Return how many recovery codes have not served."""
    return StaticToken.objects.filter(device__user=user).count()


def remove(user: User) -> bool:
    """Take the second factor of ``user`` away; whether there was one."""
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        return TOTPDevice.objects.filter(user=user).delete()[0] > 0


def check(user: User, typed: str) -> None:
    """Use ``typed``, a code of the application or a recovery code, which serves once.

    Raises ``ValidationError``; each code that fails makes the next wait twice as long.
    """
    code = _compact(typed)
    of_application = re.fullmatch(r"[0-9]{6}", code)
    model = TOTPDevice if of_application else StaticDevice
    with transaction.atomic():
        device = model.objects.select_for_update().filter(user=user, confirmed=True).first()
        if device is None:
            raise wrong_code()
        is_allowed, why = device.verify_is_allowed()
        is_right = device.verify_token(code if of_application else _digest(code))
    if is_right:
        return
    if is_allowed:
        raise wrong_code()
    wait = int((why["locked_until"] - timezone.now()).total_seconds()) + 1
    raise ValidationError(_too_soon(wait), code="throttled")


def wrong_code() -> ValidationError:
    return ValidationError(
        _("Ce code n'est pas le bon, ou il a déjà servi. Attendez le suivant."), code="wrong"
    )


def _too_soon(seconds: int) -> str:
    if seconds < 60:
        return ngettext(
            "Trop d'essais : attendez %(n)d seconde, puis donnez un nouveau code.",
            "Trop d'essais : attendez %(n)d secondes, puis donnez un nouveau code.",
            seconds,
        ) % {"n": seconds}
    minutes = -(-seconds // 60)
    return ngettext(
        "Trop d'essais : attendez %(n)d minute, puis donnez un nouveau code.",
        "Trop d'essais : attendez %(n)d minutes, puis donnez un nouveau code.",
        minutes,
    ) % {"n": minutes}


def _compact(typed: str) -> str:
    return re.sub(r"[\s-]", "", typed).lower()


def _digest(code: str) -> str:
    """Return what is kept of a recovery code: of no use without the site's secret key."""
    return salted_hmac("hub.accounts.recovery", code, algorithm="sha256").hexdigest()[:16]
