"""Logins that fail too often, and requests for new passwords."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from django.core import mail
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from hub.accounts import throttling
from hub.accounts.throttling import client_address
from hub.models import User
from tests.conftest import Space
from tests.hub.accounts_steps import give_password, is_logged_in

HERE, ELSEWHERE = {"REMOTE_ADDR": "192.0.2.1"}, {"REMOTE_ADDR": "192.0.2.2"}


def fail(email: str, times: int, **address: str) -> list[int]:
    """Give a wrong password so many times; return the statuses."""
    return [give_password(Client(), email, "faux", **address).status_code for _n in range(times)]


def note(times: int, email: str, address: str) -> None:
    """Note failures, as an attempt of another browser left them."""
    AccessAttempt.objects.create(
        username=email, ip_address=address, user_agent="x", failures_since_start=times
    )


def test_ten_failures_close_an_account_to_an_address(administrator: User) -> None:
    assert fail(administrator.email, 10, **HERE) == [200] * 9 + [429]

    answer = give_password(Client(), administrator.email.upper(), **HERE)

    assert (answer.status_code, answer["Retry-After"]) == (429, "900")
    text = answer.content.decode()
    assert "Trop d'essais" in text
    assert administrator.email not in text


def test_it_stays_open_to_other_addresses_and_the_address_to_other_accounts(
    administrator: User, animator: User
) -> None:
    fail(administrator.email, 11, **HERE)

    assert give_password(Client(), administrator.email, **ELSEWHERE).status_code == 302
    assert give_password(Client(), animator.email, **HERE).status_code == 302


def test_it_opens_again_after_a_quarter_of_an_hour_whatever_was_tried_meanwhile(
    administrator: User,
) -> None:
    fail(administrator.email, 10, **HERE)
    AccessAttempt.objects.update(attempt_time=timezone.now() - dt.timedelta(minutes=14))
    assert fail(administrator.email, 3, **HERE) == [429] * 3
    AccessAttempt.objects.update(
        attempt_time=AccessAttempt.objects.get().attempt_time - dt.timedelta(minutes=2)
    )

    assert give_password(Client(), administrator.email, **HERE).status_code == 302


def test_a_success_forgets_the_failures_of_its_account_alone(
    administrator: User, animator: User
) -> None:
    fail(administrator.email, 9, **HERE)
    fail(animator.email, 9, **HERE)

    give_password(Client(), administrator.email, **HERE)

    assert fail(administrator.email, 1, **HERE) == [200]
    assert fail(animator.email, 1, **HERE) == [429]


def test_an_unknown_account_is_answered_as_a_known_one(administrator: User) -> None:
    def answers(email: str, address: str) -> list[tuple[int, str]]:
        found = []
        for _n in range(11):
            answer = give_password(Client(), email, "faux", REMOTE_ADDR=address)
            text = answer.content.decode().replace(email, "")
            found.append((answer.status_code, re.sub(r"\w{64}", "", text)))  # without CSRF tokens
        return found

    assert answers(administrator.email, "192.0.2.3") == answers("inconnu@x.example", "192.0.2.4")


def test_an_address_that_tries_many_accounts_is_closed(administrator: User) -> None:
    for number in range(throttling.PER_ADDRESS):
        note(1, f"{number}@x.example", HERE["REMOTE_ADDR"])

    assert give_password(Client(), administrator.email, **HERE).status_code == 429
    assert give_password(Client(), administrator.email, **ELSEWHERE).status_code == 302


def test_an_account_tried_from_many_addresses_is_closed_but_to_its_own_browsers(
    administrator: User, animator: User
) -> None:
    own, of_another = Client(), Client()
    give_password(own, administrator.email)
    own.post(reverse("wagtailadmin_logout"))
    give_password(of_another, animator.email)
    for number in range(throttling.PER_ACCOUNT // 4):
        note(4, administrator.email, f"198.51.100.{number}")

    assert give_password(of_another, administrator.email).status_code == 429
    assert give_password(Client(), administrator.email).status_code == 429
    assert give_password(own, administrator.email).status_code == 302
    assert is_logged_in(own)


@pytest.mark.parametrize("typed", ["", "a\0b@x.example", "😀" * 100, "' OR 1=1 --", "x" * 300])
def test_odd_names_are_refused_and_break_nothing(db: None, typed: str) -> None:
    assert give_password(Client(), typed, "é\0'\"" + "x" * 5000).status_code == 200
    assert give_password(Client(), typed, "faux").status_code == 200


@pytest.mark.parametrize(
    ("proxies", "forwarded", "remote", "address"),
    [
        (0, "203.0.113.9", "192.0.2.1", "192.0.2.1"),
        (1, "203.0.113.9", "127.0.0.1", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "127.0.0.1", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.1", "127.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "127.0.0.1", "127.0.0.1"),
        (1, "", "127.0.0.1", "127.0.0.1"),
        (1, "6.6.6.6, n'importe quoi", "127.0.0.1", "127.0.0.1"),
        (0, "", "", None),
        (0, "", "::ffff:192.0.2.1", "192.0.2.1"),
        (0, "", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
    ],
)
def test_only_what_the_proxies_add_is_believed(
    settings: Any, proxies: int, forwarded: str, remote: str, address: str | None
) -> None:
    settings.TRUSTED_PROXIES = proxies
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}

    request = RequestFactory().get("/", REMOTE_ADDR=remote, **headers)

    assert client_address(request) == address


def test_a_forged_header_does_not_open_again(administrator: User, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    for number in range(10):
        fail(administrator.email, 1, HTTP_X_FORWARDED_FOR=f"6.6.6.{number}, 203.0.113.9")

    answer = give_password(
        Client(), administrator.email, HTTP_X_FORWARDED_FOR="6.6.7.7, 203.0.113.9"
    )

    assert answer.status_code == 429


def test_the_attempts_are_forgotten(administrator: User, structure: Any) -> None:
    fail(administrator.email, 1, **HERE)
    Client().post(reverse("wagtailadmin_password_reset"), {"email": administrator.email})
    long_ago = timezone.now() - dt.timedelta(hours=2)
    AccessAttempt.objects.update(attempt_time=long_ago)
    AccessFailureLog.objects.update(attempt_time=long_ago)

    call_command("maintain")

    assert (AccessAttempt.objects.count(), AccessFailureLog.objects.count()) == (0, 0)


def test_a_new_password_is_mailed_three_times_an_hour_and_nothing_says_to_whom(
    space: Space,
) -> None:
    def ask(email: str) -> tuple[int, str]:
        answer = Client().post(reverse("wagtailadmin_password_reset"), {"email": email})
        return answer.status_code, answer.headers["Location"]

    known = [ask(space.writer.email) for _n in range(5)]
    unknown = [ask("inconnu@x.example") for _n in range(5)]

    assert known == unknown == [(302, reverse("wagtailadmin_password_reset_done"))] * 5
    assert [message.to for message in mail.outbox] == [[space.writer.email]] * 3


def test_an_address_asks_for_few_new_passwords(db: None) -> None:
    url = reverse("wagtailadmin_password_reset")
    for number in range(throttling.RESETS_PER_ADDRESS):
        assert Client().post(url, {"email": f"{number}@x.example"}, **HERE).status_code == 302

    closed = Client().post(url, {"email": "un@x.example"}, **HERE)

    assert (closed.status_code, closed["Retry-After"]) == (429, "3600")
    assert Client().post(url, {"email": "un@x.example"}, **ELSEWHERE).status_code == 302
