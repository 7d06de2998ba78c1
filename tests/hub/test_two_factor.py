"""The second factor: set up, asked for, needed, reset; a half login is no login."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.models import ModelLogEntry

from hub.accounts import login, second_factor
from hub.models import Session, User
from partners.spaces import NETWORK_TEAM
from tests.conftest import Space
from tests.factories import make_document
from tests.hub.accounts_steps import (
    PASSWORD,
    code,
    give_application,
    give_password,
    is_logged_in,
)

OPEN_TO_ALL = {  # what Wagtail's admin shows to anybody
    "wagtailadmin_login",
    "login_code",
    "login_set_up",
    "invitation",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete",
}
ARGUMENTS = {"int": "1", "str": "x", "slug": "x", "path": "x", "uuid": "0" * 32}


def admin_addresses() -> Iterator[tuple[str | None, str]]:
    """Yield the name and an address of each pattern below /admin/."""

    def walk(patterns: list[Any], prefix: str) -> Iterator[tuple[str | None, str]]:
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, route)
            elif isinstance(pattern, URLPattern) and route.startswith("admin/"):
                yield pattern.name, "/" + example(route)

    yield from walk(get_resolver().url_patterns, "")


def example(route: str) -> str:
    """Return an address of a route, written by ``path`` or ``re_path``."""
    route = re.sub(r"<(\w+):\w+>", lambda m: ARGUMENTS.get(m[1], "1"), route)
    route = re.sub(r"\(\?P<\w+>[^)]*\)|<\w+>", "1", route)
    return re.sub(r"[\^$?*\\]|\.\*", "", route)


@pytest.fixture
def half(space: Space, client: Client) -> Client:
    """The browser of a writer who has given the right password, and no code."""
    give_application(space.writer)
    answer = give_password(client, space.writer.email)
    assert answer.url == reverse("login_code")
    return client


def test_a_writer_sets_an_application_up(space: Space, as_user: Any) -> None:
    client = as_user(space.writer)
    page = client.get(reverse("account_set_up")).content.decode()
    key = client.session["second_factor_key"]

    answer = client.post(reverse("account_set_up"), {"code": code(key=key), "password": PASSWORD})

    codes = re.findall(r"<code>(\w{5}-\w{5})</code>", answer.content.decode())
    assert "<svg" in page
    assert len(set(codes)) == second_factor.RECOVERY_CODES
    assert second_factor.has_one(space.writer)
    assert not StaticToken.objects.filter(token__in=[c.replace("-", "") for c in codes]).exists()
    assert ModelLogEntry.objects.get().action == "hub.second_factor.set_up"
    assert codes[0] not in client.get(reverse("account_security")).content.decode()


@pytest.mark.parametrize(
    "data",
    [
        {"code": "000000", "password": PASSWORD},
        {"code": "", "password": PASSWORD},
        {"code": "\0", "password": PASSWORD},
        {"code": "😀' OR 1=1", "password": PASSWORD},
        {"code": "good", "password": "another"},
        {"code": "good"},
        {},
    ],
)
def test_nothing_is_set_up_with_a_wrong_code_or_password(
    space: Space, as_user: Any, data: dict[str, str]
) -> None:
    client = as_user(space.writer)
    client.get(reverse("account_set_up"))
    if data.get("code") == "good":
        data = data | {"code": code(key=client.session["second_factor_key"])}

    answer = client.post(reverse("account_set_up"), data)

    assert answer.status_code == 200
    assert answer.context["form"].errors or not data
    assert not second_factor.has_one(space.writer)


def test_another_application_needs_the_present_one(space: Space, as_user: Any) -> None:
    give_application(space.writer)
    client = as_user(space.writer)
    client.get(reverse("account_set_up"))
    key = client.session["second_factor_key"]
    new = {"code": code(key=key), "password": PASSWORD}

    refused = client.post(reverse("account_set_up"), new | {"present_code": "000000"})
    TOTPDevice.objects.update(throttling_failure_count=0)
    accepted = client.post(reverse("account_set_up"), new | {"present_code": code()})

    assert list(refused.context["form"].errors) == ["present_code"]
    assert "codes-de-secours.txt" in accepted.content.decode()
    assert TOTPDevice.objects.get(user=space.writer).key == key


def test_after_the_password_the_code_is_asked_and_nobody_is_logged_in(
    half: Client, space: Space
) -> None:
    assert "_auth_user_id" not in half.session
    assert not is_logged_in(half)
    assert list(Session.objects.values_list("user", flat=True)) == [None]


def test_a_half_login_opens_no_address_of_the_admin(half: Client) -> None:
    stranger = Client()
    opened = {}
    for name, address in set(admin_addresses()):
        answer, as_stranger = half.get(address), stranger.get(address)
        where = answer.headers.get("Location", "")
        is_closed = answer.status_code in {403, 404} or where.startswith("/admin/login/?next=")
        is_same = (answer.status_code, where) == (
            as_stranger.status_code,
            as_stranger.headers.get("Location", ""),
        )
        if name not in OPEN_TO_ALL and not (is_closed and is_same):
            opened[address] = (answer.status_code, where)

    assert opened == {}


def test_the_addresses_of_the_admin_are_found() -> None:
    names = {name for name, _address in admin_addresses()}

    assert len(names) > 100
    assert {"wagtailadmin_home", "account_security", "second_factor_reset", *OPEN_TO_ALL} <= names


def test_a_half_login_reads_no_draft_document(half: Client, space: Space, as_user: Any) -> None:
    document = make_document(collection=space.partner.collection)
    address = reverse("wagtaildocs_serve", args=[document.pk, document.filename])

    assert as_user(space.writer).get(address).status_code == 200
    assert half.get(address).status_code == 404


def test_a_code_of_the_application_logs_in(half: Client, space: Space) -> None:
    answer = half.post(reverse("login_code"), {"code": code()})

    assert answer.url == reverse("wagtailadmin_home")
    assert is_logged_in(half)
    assert login.WAITING not in half.session


def test_one_goes_where_one_was_going(space: Space, client: Client) -> None:
    give_application(space.writer)
    for typed, reached in [
        ("/admin/account/", "/admin/account/"),
        ("https://ailleurs.example/", "/admin/"),
        ("relatif", "relatif"),
    ]:
        give_password(client, space.writer.email, to=typed)
        TOTPDevice.objects.update(last_t=-1)
        answer = client.post(reverse("login_code"), {"code": code()})
        assert answer.url == reached
        client.logout()


def test_a_code_of_the_application_serves_once(half: Client, space: Space) -> None:
    half.post(reverse("login_code"), {"code": code()})
    other = Client()
    give_password(other, space.writer.email)

    answer = other.post(reverse("login_code"), {"code": code()})

    assert "il a déjà servi" in answer.content.decode()
    assert not is_logged_in(other)


def test_the_code_that_set_the_application_up_has_served(space: Space, client: Client) -> None:
    key = second_factor.new_key()
    second_factor.install(space.writer, key, code(key=key))
    give_password(client, space.writer.email)

    client.post(reverse("login_code"), {"code": code(key=key)})

    assert not is_logged_in(client)


def test_a_recovery_code_serves_once_however_it_is_written(space: Space, client: Client) -> None:
    codes = give_application(space.writer)
    give_password(client, space.writer.email)

    client.post(reverse("login_code"), {"code": f" {codes[0].upper().replace('-', ' ')} "})

    again = Client()
    give_password(again, space.writer.email)
    again.post(reverse("login_code"), {"code": codes[0]})
    assert is_logged_in(client)
    assert not is_logged_in(again)
    assert second_factor.recovery_codes_left(space.writer) == len(codes) - 1


def test_the_recovery_codes_of_another_do_not_serve(half: Client, other_space: Space) -> None:
    codes = give_application(other_space.writer)

    half.post(reverse("login_code"), {"code": codes[0]})

    assert not is_logged_in(half)


def test_codes_that_fail_make_one_wait(half: Client, space: Space) -> None:
    for _n in range(5):
        TOTPDevice.objects.update(
            throttling_failure_timestamp=timezone.now() - dt.timedelta(days=1)
        )
        half.post(reverse("login_code"), {"code": "000000"})

    answer = half.post(reverse("login_code"), {"code": code()})

    assert re.search(r"attendez 1?\d secondes", answer.content.decode().replace("&#x27;", "'"))
    assert not is_logged_in(half)
    TOTPDevice.objects.update(
        throttling_failure_timestamp=timezone.now() - dt.timedelta(seconds=17)
    )
    half.post(reverse("login_code"), {"code": code()})
    assert is_logged_in(half)


@pytest.mark.parametrize("change", ["password", "closed", "later", "application removed"], ids=str)
def test_who_waits_too_long_or_has_changed_begins_again(
    half: Client, space: Space, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    if change == "password":
        space.writer.set_password("un autre mot de passe")
    elif change == "closed":
        space.writer.is_active = False
    elif change == "later":
        monkeypatch.setattr(login, "WAITS", -1)
    else:
        second_factor.remove(space.writer)
    space.writer.save()

    answer = half.post(reverse("login_code"), {"code": code()})

    assert answer.url == reverse("wagtailadmin_login")
    assert not is_logged_in(half)


def test_the_second_step_is_nothing_without_the_first(space: Space, client: Client) -> None:
    codes = give_application(space.writer)

    for name in ("login_code", "login_set_up"):
        assert client.get(reverse(name)).url == reverse("wagtailadmin_login")
        assert client.post(reverse(name), {"code": codes[0]}).url == reverse("wagtailadmin_login")


def test_a_second_factor_is_removed_with_the_password_and_a_code(
    space: Space, as_user: Any
) -> None:
    codes = give_application(space.writer)
    client = as_user(space.writer)

    client.post(reverse("account_remove"), {"password": "another", "present_code": codes[0]})
    client.post(reverse("account_remove"), {"password": PASSWORD, "present_code": "000000"})
    assert second_factor.has_one(space.writer)
    client.post(reverse("account_remove"), {"password": PASSWORD, "present_code": codes[0]})

    assert not second_factor.has_one(space.writer)
    assert [message.to for message in mail.outbox] == [[space.writer.email]]
    assert give_password(Client(), space.writer.email).url == reverse("wagtailadmin_home")


def test_new_recovery_codes_replace_the_old_ones(space: Space, as_user: Any) -> None:
    old = give_application(space.writer)

    answer = as_user(space.writer).post(reverse("account_recovery_codes"), {"code": code()})

    new = re.findall(r"<code>(\w{5}-\w{5})</code>", answer.content.decode())
    assert len(set(new) - set(old)) == second_factor.RECOVERY_CODES
    assert second_factor.recovery_codes_left(space.writer) == second_factor.RECOVERY_CODES


@pytest.mark.parametrize("role", ["animator", "administrator"])
def test_the_team_sets_it_up_before_it_enters(
    role: str, request: pytest.FixtureRequest, client: Client, settings: Any
) -> None:
    settings.REQUIRE_TWO_FACTOR = True
    user = request.getfixturevalue(role)

    answer = give_password(client, user.email)
    assert answer.url == reverse("login_set_up")
    assert not is_logged_in(client)
    assert "<svg" in client.get(answer.url).content.decode()
    key = client.session[login.WAITING]["key"]
    wrong = client.post(answer.url, {"code": "000000"})
    right = client.post(answer.url, {"code": code(key=key)})

    assert list(wrong.context["form"].errors) == ["code"]
    assert len(right.context["codes"]) == second_factor.RECOVERY_CODES
    assert is_logged_in(client)


def test_a_writer_may_do_without(space: Space, client: Client, settings: Any) -> None:
    settings.REQUIRE_TWO_FACTOR = True

    assert give_password(client, space.writer.email).url == reverse("wagtailadmin_home")
    assert is_logged_in(client)


def test_a_session_without_it_ends_for_who_joins_the_team(
    space: Space, as_user: Any, settings: Any
) -> None:
    settings.REQUIRE_TWO_FACTOR = True
    client = as_user(space.writer)
    document = make_document(collection=space.partner.collection)
    address = reverse("wagtaildocs_serve", args=[document.pk, document.filename])
    assert (is_logged_in(client), client.get(address).status_code) == (True, 200)

    space.writer.groups.add(Group.objects.get(name=NETWORK_TEAM))

    assert (is_logged_in(client), client.get(address).status_code) == (False, 404)


def test_the_team_may_not_remove_it(animator: User, client: Client, settings: Any) -> None:
    settings.REQUIRE_TWO_FACTOR = True
    codes = give_application(animator)
    give_password(client, animator.email)
    client.post(reverse("login_code"), {"code": code()})

    client.post(reverse("account_remove"), {"password": PASSWORD, "present_code": codes[0]})

    assert second_factor.has_one(animator)


def test_an_administrator_resets_it_for_another(
    administrator: User, space: Space, half: Client, as_user: Any
) -> None:
    half.post(reverse("login_code"), {"code": code()})
    mail.outbox.clear()

    as_user(administrator).post(reverse("second_factor_reset", args=[space.writer.pk]))

    assert not second_factor.has_one(space.writer)
    assert not is_logged_in(half)
    entry = ModelLogEntry.objects.get(action="hub.second_factor.reset")
    assert (entry.user, entry.object_id) == (administrator, str(space.writer.pk))
    assert [message.to for message in mail.outbox] == [[space.writer.email]]


def test_nobody_else_resets_it(
    space: Space, other_space: Space, animator: User, administrator: User, as_user: Any
) -> None:
    give_application(space.writer)
    give_application(administrator)
    helper = User.objects.create_user("aide@reseau.example", PASSWORD)
    group = Group.objects.create(name="Comptes")
    for app, codename in [("wagtailadmin", "access_admin"), ("hub", "change_user")]:
        group.permissions.add(
            Permission.objects.get(content_type__app_label=app, codename=codename)
        )
    helper.groups.add(group)

    for user in (other_space.writer, space.reviewer, animator):
        as_user(user).post(reverse("second_factor_reset", args=[space.writer.pk]))
    as_user(helper).post(reverse("second_factor_reset", args=[administrator.pk]))

    assert second_factor.has_one(space.writer)
    assert second_factor.has_one(administrator)
    as_user(helper).post(reverse("second_factor_reset", args=[space.writer.pk]))
    assert not second_factor.has_one(space.writer)


def test_the_reset_of_nobody_is_not_found(administrator: User, as_user: Any) -> None:
    assert as_user(administrator).get(reverse("second_factor_reset", args=[999])).status_code == 404


def test_the_command_lets_the_last_administrator_in(administrator: User) -> None:
    give_application(administrator)

    call_command("reset_second_factor", administrator.email.upper())

    assert not second_factor.has_one(administrator)
    for email in (administrator.email, "personne@reseau.example"):
        with pytest.raises(CommandError):
            call_command("reset_second_factor", email)
