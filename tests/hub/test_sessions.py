"""The sessions of an account, listed and ended; its passwords."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.conf import settings as project
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hub.accounts import browsers
from hub.accounts.sessions import VISIT, open_sessions
from hub.models import Session, User
from tests.conftest import Space
from tests.hub.accounts_steps import PASSWORD, give_password, is_logged_in
from tests.queries import queries_of

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0"
)


def logged_in(user: User, user_agent: str = FIREFOX) -> Client:
    client = Client(HTTP_USER_AGENT=user_agent)
    give_password(client, user.email)
    assert is_logged_in(client)
    return client


def numbers(client: Client) -> list[str]:
    """Return the sessions that one may end, by the page."""
    page = client.get(reverse("account_security")).content.decode()
    return re.findall(r'name="session" value="(\w+)"', page)


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox sur Windows"),
        (IPHONE, "Safari sur iPhone"),
        (EDGE, "Edge sur Windows"),
        ("curl/8", "Navigateur inconnu"),
        ("", "Navigateur inconnu"),
    ],
)
def test_a_browser_is_said_in_words(user_agent: str, words: str) -> None:
    assert browsers.in_words(user_agent) == words


def test_one_sees_ones_own_sessions_and_no_key(space: Space, other_space: Space) -> None:
    here = logged_in(space.writer)
    there = logged_in(space.writer, IPHONE)
    logged_in(other_space.writer, EDGE)

    page = here.get(reverse("account_security")).content.decode()

    assert re.findall(r"\w+ sur \w+(?=</strong>)", page) == [
        "Safari sur iPhone",
        "Firefox sur Windows",
    ]
    assert page.count(">celle-ci<") == 1
    assert len(numbers(here)) == 1
    for client in (here, there):
        assert str(client.session.session_key) not in page


def test_a_session_is_ended(space: Space) -> None:
    here, there, third = (logged_in(space.writer) for _n in range(3))
    number = next(
        s.number for s in open_sessions(space.writer, there.session.session_key) if s.is_this_one
    )

    here.post(reverse("account_sessions"), {"session": number})

    assert [is_logged_in(client) for client in (here, there, third)] == [True, False, True]


def test_all_the_others_are_ended(space: Space, other_space: Space) -> None:
    here, there = logged_in(space.writer), logged_in(space.writer)
    stranger = logged_in(other_space.writer)

    here.post(reverse("account_sessions"))

    assert [is_logged_in(client) for client in (here, there, stranger)] == [True, False, True]


@pytest.mark.parametrize("number", ["of another", "'\0😀", "x" * 10_000])
def test_the_session_of_another_is_not_ended(space: Space, other_space: Space, number: str) -> None:
    here, stranger = logged_in(space.writer), logged_in(other_space.writer)
    if number == "of another":
        (session,) = open_sessions(other_space.writer, None)
        number = session.number

    answer = here.post(reverse("account_sessions"), {"session": number})

    assert answer.status_code == 302
    assert is_logged_in(stranger)
    assert here.get(reverse("account_sessions")).status_code == 405


def test_a_new_password_ends_the_other_sessions(space: Space) -> None:
    here, there = logged_in(space.writer), logged_in(space.writer)
    new = "trois ruches et un four"
    form = {
        "name_email-first_name": "Rédaction",
        "name_email-last_name": "Coop",
        "name_email-email": space.writer.email,
        "theme-theme": "system",
        "theme-contrast": "system",
        "theme-density": "default",
        "locale-current_time_zone": "",
        "messages-pace": "aussitot",
        "password-old_password": PASSWORD,
        "password-new_password1": new,
        "password-new_password2": new,
    }

    answer = here.post(reverse("wagtailadmin_account"), form)

    space.writer.refresh_from_db()
    assert answer.status_code == 302
    assert space.writer.check_password(new)
    assert [is_logged_in(client) for client in (here, there)] == [True, False]
    assert numbers(here) == []


def test_a_visit_puts_the_end_off_at_most_every_ten_minutes(space: Space) -> None:
    client = logged_in(space.writer)
    before = Session.objects.get()
    is_logged_in(client)
    assert Session.objects.get().expire_date == before.expire_date
    session = client.session
    past = timezone.now() - dt.timedelta(minutes=11)
    session[VISIT] = session[VISIT] | {"seen": past.isoformat()}
    session.save()

    is_logged_in(client)

    after = Session.objects.get()
    assert after.seen_at and timezone.now() - after.seen_at < dt.timedelta(minutes=1)
    assert after.expire_date > before.expire_date
    assert project.SESSION_COOKIE_AGE == 14 * 24 * 3600


def test_a_finished_session_is_not_listed_and_then_deleted(space: Space, structure: Any) -> None:
    here = logged_in(space.writer)
    logged_in(space.writer)
    past = timezone.now() - dt.timedelta(seconds=1)
    Session.objects.exclude(pk=here.session.session_key).update(expire_date=past)

    assert numbers(here) == []
    call_command("maintain")

    assert list(Session.objects.values_list("pk", flat=True)) == [here.session.session_key]


def test_no_address_is_kept_with_a_session(space: Space) -> None:
    give_password(Client(), space.writer.email, REMOTE_ADDR="192.0.2.77")

    session = Session.objects.get(user=space.writer)

    assert "192.0.2.77" not in f"{session.__dict__} {session.get_decoded()}"


def test_thirty_sessions_cost_what_one_does(space: Space) -> None:
    client = logged_in(space.writer)
    url = reverse("account_security")
    one = queries_of(lambda: client.get(url))
    for _n in range(29):
        logged_in(space.writer)

    assert queries_of(lambda: client.get(url)) == one
    assert len(numbers(client)) == 29


def test_a_login_from_a_new_browser_is_told_to_the_person(space: Space) -> None:
    first = Client(HTTP_USER_AGENT=FIREFOX)
    give_password(first, space.writer.email)
    first.post(reverse("wagtailadmin_logout"))
    give_password(first, space.writer.email)
    assert mail.outbox == []

    give_password(Client(HTTP_USER_AGENT=IPHONE), space.writer.email)

    (message,) = mail.outbox
    assert message.to == [space.writer.email]
    assert "Safari sur iPhone" in message.body


@pytest.mark.parametrize(
    "password",
    [
        "trois ruches et un four",
        "😀🐝🍯🌻😀🐝🍯🌻😀🐝🍯🌻",
        "l'été, à Œuilly : « 12 pains »",
        "x7" * 2048,
        "administration du four à pain",
    ],
)
def test_long_sentences_and_emoji_are_passwords(password: str) -> None:
    validate_password(password, User(email="ada@pole.example"))


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("court", "au minimum 12 caractères"),
        ("123456789012345", "entièrement numérique"),
        ("Motdepasse2026!", "trop courant"),
        ("bonjour-bonjour", "trop courant"),
        ("Coopération 2026", "trop courant"),
        ("x7" * 2048 + "x", "trop long"),
        ("ada.martin@pole.example", "trop semblable"),
    ],
)
def test_weak_passwords_are_refused_in_french(password: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(password, User(email="ada.martin@pole.example"))

    assert re.search(sentence, " ".join(refused.value.messages))
