"""The people of a partner: invited, told, moved, taken out."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from hub.models import Partner, User
from partners.enums import Role
from partners.models.invitation import Invitation
from partners.people import invite, people_of
from partners.spaces import network_team, suspend
from tests.conftest import Space
from tests.lists import visible_text
from tests.mails import link_in, recipients

PASSWORD = "trois-ruches-et-un-four"
NEW = "ada@bray.example"


def page_of(partner: Partner) -> str:
    return f"/admin/partenaires/inspect/{partner.pk}/"


def ask(client: Client, partner: Partner, addresses: str, role: str = "redaction") -> Any:
    return client.post(page_of(partner), {"addresses": addresses, "role": role}, follow=True)


def act(client: Client, partner: Partner, user: User, action: str) -> Any:
    url = reverse("partners_person", args=[partner.pk, user.pk])
    return client.post(url, {"action": action}, follow=True)


def choose(client: Client, link: str, password: str = PASSWORD, **names: str) -> Any:
    data = {"new_password1": password, "new_password2": password}
    return client.post(link, {"first_name": "Ada", "last_name": "Martin"} | data | names)


def emails(partner: Partner) -> set[tuple[str, bool]]:
    """Return who belongs to a partner, and whether they review."""
    return {(person.email, person.reviews) for person in people_of(partner)}


def test_a_name_is_asked_for(space: Space, animator: User, as_user: Any, client: Client) -> None:
    ask(as_user(animator), space.partner, NEW)

    answer = choose(client, link_in(), first_name=" ", last_name="")

    said = answer.context["form"].errors
    assert said == {"first_name": ["Dites votre prénom."], "last_name": ["Dites votre nom."]}


def test_a_new_person_is_invited_chooses_a_password_and_enters(
    space: Space, animator: User, as_user: Any, client: Client
) -> None:
    answer = ask(as_user(animator), space.partner, NEW)
    link = link_in()
    opened = client.get(link)
    chosen = choose(client, link)
    entered = client.post(
        reverse("wagtailadmin_login"), {"username": NEW, "password": PASSWORD}, follow=True
    )

    user = User.objects.get(email=NEW)
    assert "Invitation envoyée à ada@bray.example." in visible_text(answer)
    assert recipients() == [NEW]
    assert mail.outbox[0].subject == "Votre espace sur le site du réseau : Coop du Bray"
    assert opened.status_code == 200
    assert "12 caractères" in visible_text(opened)
    assert (chosen.status_code, chosen["Location"]) == (302, reverse("wagtailadmin_login"))
    assert entered.redirect_chain[-1][0] == reverse("wagtailadmin_home")
    assert (str(user), user.wagtail_userprofile.preferred_language) == ("Ada Martin", "fr")
    assert (NEW, False) in emails(space.partner)
    assert not Invitation.objects.exists()


def test_reading_the_link_changes_nothing(space: Space, client: Client) -> None:
    user = invite(space.partner, NEW, Role.WRITER).user
    link = link_in()

    for _ in range(3):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200

    user.refresh_from_db()
    assert not user.has_usable_password()
    assert choose(client, link).status_code == 302


def test_the_link_is_no_ones_business(space: Space, client: Client) -> None:
    invite(space.partner, NEW, Role.WRITER)

    answer = client.get(link_in())

    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Robots-Tag"] == "noindex"
    assert link_in().split("/")[-2] not in str(list(Invitation.objects.values()))


def test_a_link_serves_once(space: Space, client: Client) -> None:
    user = invite(space.partner, NEW, Role.WRITER).user
    link = link_in()
    choose(client, link)

    again = choose(client, link, "un-autre-mot-de-passe")

    user.refresh_from_db()
    assert (again.status_code, client.get(link).status_code) == (410, 410)
    assert user.check_password(PASSWORD)


def test_a_link_expires_after_seven_days(space: Space, client: Client) -> None:
    invite(space.partner, NEW, Role.WRITER)
    link = link_in()
    now = timezone.now()

    Invitation.objects.update(sent_at=now - dt.timedelta(days=6, hours=23))
    before = client.get(link).status_code
    Invitation.objects.update(sent_at=now - dt.timedelta(days=7, seconds=1))
    answers = [client.get(link), choose(client, link)]

    assert before == 200
    assert [answer.status_code for answer in answers] == [410, 410]
    assert not User.objects.get(email=NEW).has_usable_password()


def test_a_new_invitation_replaces_the_link(
    space: Space, animator: User, as_user: Any, client: Client
) -> None:
    user = invite(space.partner, NEW, Role.WRITER).user
    first = link_in()

    answer = act(as_user(animator), space.partner, user, "invite")

    assert "la précédente ne vaut plus" in visible_text(answer)
    assert client.get(first).status_code == 410
    assert client.get(link_in()).status_code == 200
    assert recipients() == [NEW, NEW]


@pytest.mark.parametrize("change", ["password", "closed", "removed", "suspended"])
def test_a_link_dies_with_what_it_led_to(space: Space, client: Client, change: str) -> None:
    user = invite(space.partner, NEW, Role.WRITER).user
    link = link_in()

    if change == "password":
        user.set_password("pose-par-l-administration")
        user.save()
    elif change == "closed":
        User.objects.filter(pk=user.pk).update(is_active=False)
    elif change == "removed":
        user.groups.clear()
    else:
        suspend(space.partner)

    assert client.get(link).status_code == 410
    assert choose(client, link).status_code == 410
    user.refresh_from_db()
    assert not user.check_password(PASSWORD)


def test_every_dead_link_says_the_same_and_whom_to_ask(space: Space, client: Client) -> None:
    invite(space.partner, NEW, Role.WRITER)
    used = link_in()
    choose(client, used)

    texts = [client.get(link) for link in (used, "/admin/invitation/inconnu/")]

    assert visible_text(texts[0]) == visible_text(texts[1])
    assert "équipe du réseau" in visible_text(texts[0])
    assert NEW not in texts[0].content.decode()


@pytest.mark.parametrize("password", ["court", "q1w2e3r4t5y6", "ada@bray.example"])
def test_a_weak_password_is_refused_in_french(space: Space, client: Client, password: str) -> None:
    invite(space.partner, NEW, Role.WRITER)
    link = link_in()

    answer = choose(client, link, password)

    assert answer.status_code == 200
    assert answer.context["form"].errors["new_password2"]
    [sentence, *_] = answer.context["form"].errors["new_password2"]
    assert " ".join(sentence.split()) in visible_text(answer)
    assert client.get(link).status_code == 200


def test_choosing_a_password_ends_the_session_of_somebody_else(
    space: Space, animator: User, as_user: Any
) -> None:
    client = as_user(animator)
    invite(space.partner, NEW, Role.WRITER)

    choose(client, link_in())

    assert "_auth_user_id" not in client.session


def test_a_person_with_an_account_is_told_and_keeps_their_password(
    space: Space, other_space: Space, animator: User, as_user: Any
) -> None:
    person = other_space.writer
    before = person.password

    answer = ask(as_user(animator), space.partner, person.email.upper(), "relecture")

    person.refresh_from_db()
    assert person.password == before
    assert recipients() == [person.email]
    assert "/admin/invitation/" not in mail.outbox[0].body
    assert "Fabrique du Littoral" in mail.outbox[0].body
    assert "est aussi de : Fabrique du Littoral" in visible_text(answer)
    assert (person.email, True) in emails(space.partner)
    assert (person.email, False) in emails(other_space.partner)
    assert User.objects.filter(email__iexact=person.email).count() == 1


def test_several_addresses_are_invited_at_once_each_once(
    space: Space, animator: User, as_user: Any
) -> None:
    ask(as_user(animator), space.partner, "a@x.example\nb@x.example; A@x.example, c@x.example\n")

    assert recipients() == ["a@x.example", "b@x.example", "c@x.example"]


@pytest.mark.parametrize(
    "addresses",
    [
        *("", "pas-une-adresse", "ok@x.example\nfaux@", "a\x00@x.example", "é@😀", "<b>@x"),
        "\n".join(f"a{n}@x.example" for n in range(51)),
        "a@" + "x" * 300 + ".example",
    ],
)
def test_what_is_no_address_is_said_and_nobody_is_invited(
    space: Space, animator: User, as_user: Any, addresses: str
) -> None:
    before = User.objects.count()

    answer = ask(as_user(animator), space.partner, addresses)

    assert answer.status_code == 200
    assert answer.context["form"].errors["addresses"]
    assert "Personne n'a été invité" in visible_text(answer)
    assert (User.objects.count(), recipients()) == (before, [])


def test_a_role_that_does_not_exist_is_refused(space: Space, animator: User, as_user: Any) -> None:
    answer = ask(as_user(animator), space.partner, NEW, "chef")

    assert answer.context["form"].errors["role"]
    assert recipients() == []


# What the team may not touch


@pytest.fixture
def guarded(administrator: User, structure: Any) -> list[User]:
    """An administrator, a person of the team, one with a right of their own, a closed account."""
    colleague = User.objects.create_user("collegue@reseau.example", "secret")
    colleague.groups.add(network_team())
    staff = User.objects.create_user("technique@reseau.example", "secret", is_staff=True)
    closed = User.objects.create_user("ancienne@reseau.example", is_active=False)
    return [administrator, colleague, staff, closed]


def test_the_team_gives_nothing_to_administrators_to_itself_or_to_closed_accounts(
    space: Space, guarded: list[User], animator: User, as_user: Any
) -> None:
    client = as_user(animator)

    for user in [*guarded, animator]:
        answer = ask(client, space.partner, user.email)
        assert answer.context["form"].errors["addresses"], user
    assert emails(space.partner) == {(space.writer.email, False), (space.reviewer.email, True)}
    assert recipients() == []


@pytest.mark.parametrize("action", ["remove", "relecture", "invite"])
def test_the_team_takes_nothing_from_administrators_nor_from_itself(
    space: Space, guarded: list[User], animator: User, as_user: Any, action: str
) -> None:
    assert space.partner.writers
    for user in guarded[:3]:
        user.groups.add(space.partner.writers)
    before = emails(space.partner)
    client = as_user(animator)

    for user in guarded[:3]:
        answer = act(client, space.partner, user, action)
        assert "n'est plus" not in visible_text(answer)

    assert emails(space.partner) == before
    assert recipients() == []


@pytest.mark.parametrize("person", ["writer", "reviewer"])
def test_a_partners_people_invite_and_remove_nobody(
    space: Space, other_space: Space, as_user: Any, person: str
) -> None:
    client = as_user(getattr(space, person))
    before = emails(space.partner), emails(other_space.partner)

    for target in (space, other_space):
        ask(client, target.partner, NEW)
        for action in ("remove", "relecture", "invite"):
            act(client, target.partner, target.writer, action)

    assert (emails(space.partner), emails(other_space.partner)) == before
    assert recipients() == []
    assert 'name="addresses"' not in client.get(page_of(space.partner)).content.decode()


def test_a_visitor_invites_nobody(space: Space, client: Client) -> None:
    answer = client.post(page_of(space.partner), {"addresses": NEW, "role": "redaction"})

    assert answer.status_code == 302
    assert "/login/" in answer["Location"]
    assert recipients() == []


# Those who are there


def test_a_person_who_is_there_is_not_invited_again(
    space: Space, animator: User, as_user: Any
) -> None:
    client = as_user(animator)

    same = ask(client, space.partner, space.writer.email)
    other = ask(client, space.partner, space.writer.email, "relecture")

    assert "est déjà de la rédaction" in visible_text(same)
    assert "changez son rôle" in visible_text(other)
    assert recipients() == []


def test_a_role_is_changed(space: Space, animator: User, as_user: Any) -> None:
    act(as_user(animator), space.partner, space.writer, "relecture")

    assert emails(space.partner) == {(space.writer.email, True), (space.reviewer.email, True)}


def test_a_person_is_taken_out_of_one_partner_only(
    space: Space, other_space: Space, animator: User, as_user: Any
) -> None:
    assert other_space.partner.reviewers
    space.writer.groups.add(other_space.partner.reviewers)

    act(as_user(animator), space.partner, space.writer, "remove")

    assert emails(space.partner) == {(space.reviewer.email, True)}
    assert (space.writer.email, True) in emails(other_space.partner)
    assert User.objects.get(pk=space.writer.pk).has_usable_password()


def test_an_invitation_is_withdrawn_with_the_account_that_nobody_opened(
    space: Space, animator: User, as_user: Any, client: Client
) -> None:
    user = invite(space.partner, NEW, Role.WRITER).user
    link = link_in()

    answer = act(as_user(animator), space.partner, user, "remove")

    assert answer.status_code == 200
    assert client.get(link).status_code == 410
    assert not User.objects.filter(email=NEW).exists()


def test_an_invitation_withdrawn_from_one_partner_leads_to_the_other(
    space: Space, other_space: Space, animator: User, as_user: Any, client: Client
) -> None:
    user = invite(other_space.partner, NEW, Role.WRITER).user
    invite(space.partner, NEW, Role.WRITER)

    act(as_user(animator), space.partner, user, "remove")

    assert "Fabrique du Littoral" in visible_text(client.get(link_in()))
    assert choose(client, link_in()).status_code == 302


def test_somebody_of_another_partner_is_not_reached_through_this_one(
    space: Space, other_space: Space, animator: User, as_user: Any
) -> None:
    url = reverse("partners_person", args=[space.partner.pk, other_space.writer.pk])

    answer = as_user(animator).post(url, {"action": "remove"})

    assert answer.status_code == 404
    assert (other_space.writer.email, False) in emails(other_space.partner)


@pytest.mark.parametrize("action", ["", "zzz", "invite"])
def test_an_action_that_makes_no_sense_does_nothing(
    space: Space, animator: User, as_user: Any, action: str
) -> None:
    before = emails(space.partner)

    answer = act(as_user(animator), space.partner, space.writer, action)

    assert answer.status_code == 200
    assert (emails(space.partner), recipients()) == (before, [])


def test_nobody_is_invited_to_a_suspended_partner(
    space: Space, animator: User, as_user: Any
) -> None:
    pending = invite(space.partner, NEW, Role.WRITER).user
    suspend(space.partner)
    client = as_user(animator)
    mail.outbox.clear()

    answers = [
        ask(client, space.partner, "autre@bray.example"),
        act(client, space.partner, pending, "invite"),
    ]

    assert all("est suspendu" in visible_text(answer) for answer in answers)
    assert recipients() == []
    assert not User.objects.filter(email="autre@bray.example").exists()


def test_the_log_names_no_address(space: Space, animator: User, as_user: Any) -> None:
    ask(as_user(animator), space.partner, NEW)

    entry = ModelLogEntry.objects.get(action="partners.invite")
    history = as_user(space.writer).get(f"/admin/partenaires/history/{space.partner.pk}/")
    assert (entry.user, entry.data["role"]) == (animator, "redaction")
    assert NEW not in str(entry.data)
    assert "Personne invitée (rédaction)" in visible_text(history)


# Creation


def create(client: Client, **data: str) -> Any:
    fields = {"name": "Les Œuvriers", "kind": "pole", "level": "local", "own_review": "on"}
    return client.post("/admin/partenaires/create/", fields | data)


def test_a_partner_is_created_with_its_first_people(
    structure: Any, animator: User, as_user: Any
) -> None:
    answer = create(
        as_user(animator),
        writers_addresses="a@x.example\nb@x.example",
        reviewers_addresses="c@x.example",
    )

    partner = Partner.objects.get()
    assert answer["Location"] == page_of(partner)
    assert partner.url == "/partenaires/les-oeuvriers/"
    assert emails(partner) == {
        ("a@x.example", False),
        ("b@x.example", False),
        ("c@x.example", True),
    }
    assert recipients() == ["a@x.example", "b@x.example", "c@x.example"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("writers_addresses", "pas-une-adresse"),
        ("writers_addresses", "administration@reseau.example"),
        ("reviewers_addresses", "A@x.example"),
    ],
)
def test_a_fault_in_the_people_creates_nothing(
    structure: Any, administrator: User, animator: User, as_user: Any, field: str, value: str
) -> None:
    answer = create(as_user(animator), **({"writers_addresses": "a@x.example"} | {field: value}))

    assert answer.status_code == 200
    assert answer.context["form"].errors[field]
    assert not Partner.objects.exists()
    assert (recipients(), User.objects.count()) == ([], 2)
