from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from hub.models import User

PASSWORD = "trois-ruches-et-un-four"


@pytest.mark.parametrize("typed", ["ada@pole.example", "ADA@pole.example", "Ada@Pole.Example"])
def test_one_logs_in_with_the_email_whatever_its_case(
    administrator: User, client: Client, typed: str
) -> None:
    user = User.objects.create_superuser("Ada@pole.example", PASSWORD)

    answer = client.post(reverse("wagtailadmin_login"), {"username": typed, "password": PASSWORD})

    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_wrong_password_does_not_log_in(client: Client, administrator: User) -> None:
    answer = client.post(
        reverse("wagtailadmin_login"), {"username": administrator.email, "password": "autre"}
    )

    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_user_without_password_cannot_log_in(db: None) -> None:
    User.objects.create_user("ada@pole.example")

    request = RequestFactory().post("/")
    assert authenticate(request, username="ada@pole.example", password="") is None
    assert authenticate(request, username="ada@pole.example", password=None) is None


def test_a_user_needs_an_email(db: None) -> None:
    with pytest.raises(ValueError, match="e-mail"):
        User.objects.create_user("")


def test_the_database_refuses_the_same_email_in_another_case(db: None) -> None:
    User.objects.create_user("ada@pole.example")

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("ADA@pole.example")


def test_the_same_email_in_another_case_is_refused_in_french(db: None) -> None:
    User.objects.create_user("ada@pole.example")

    with pytest.raises(ValidationError, match="Un compte porte déjà cette adresse"):
        User(email="ADA@pole.example", password="x").full_clean()


def test_an_administrator_creates_an_account_in_the_admin(
    administrator: User, as_user: Any
) -> None:
    group = Group.objects.create(name="Équipe")

    answer = as_user(administrator).post(
        reverse("wagtailusers_users:add"),
        {
            "email": "ada@pole.example",
            "first_name": "Ada",
            "last_name": "Martin",
            "password1": PASSWORD,
            "password2": PASSWORD,
            "groups": [group.pk],
        },
    )

    user = User.objects.get(email="ada@pole.example")
    assert answer.status_code == 302
    assert (str(user), user.is_superuser, list(user.groups.all())) == ("Ada Martin", False, [group])
    assert user.check_password(PASSWORD)


def test_the_admin_refuses_a_second_account_in_another_case(
    administrator: User, as_user: Any
) -> None:
    answer = as_user(administrator).post(
        reverse("wagtailusers_users:add"),
        {
            "email": administrator.email.upper(),
            "first_name": "Ada",
            "last_name": "Martin",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    )

    assert answer.status_code == 200
    assert "Un compte porte déjà cette adresse." in answer.content.decode()
    assert User.objects.count() == 1


def test_the_accounts_pages_of_the_admin_open(administrator: User, as_user: Any) -> None:
    client = as_user(administrator)

    answers = [
        client.get(reverse("wagtailusers_users:index")),
        client.get(reverse("wagtailusers_users:index"), {"q": "administration"}),
        client.get(reverse("wagtailusers_users:edit", args=[administrator.pk])),
        client.get(reverse("wagtailadmin_account")),
    ]

    assert [answer.status_code for answer in answers] == [200] * 4
    assert all(administrator.email in answer.content.decode() for answer in answers[:3])


def test_an_account_is_edited_in_the_admin(administrator: User, as_user: Any) -> None:
    user = User.objects.create_user("ada@pole.example", PASSWORD)

    answer = as_user(administrator).post(
        reverse("wagtailusers_users:edit", args=[user.pk]),
        {"email": "ADA@pole.example", "first_name": "Ada", "last_name": "Roux", "is_active": "on"},
    )

    user.refresh_from_db()
    assert answer.status_code == 302
    assert (user.email, user.last_name) == ("ADA@pole.example", "Roux")
    assert user.check_password(PASSWORD)


def test_createsuperuser_works_without_questions(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)

    call_command("createsuperuser", interactive=False, email="chef@reseau.example", verbosity=0)

    user = User.objects.get()
    assert (user.email, user.is_superuser, user.is_staff) == ("chef@reseau.example", True, True)
    assert user.check_password(PASSWORD)


def test_a_user_without_a_name_is_shown_by_the_email(db: None) -> None:
    assert str(User(email="ada@pole.example")) == "ada@pole.example"
