"""Partners from a table: read and shown, then written, all or nothing."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hub.models import Partner, User
from partners import importing
from partners.people import people_of
from partners.repairs import faults
from partners.spaces import suspend
from tests.conftest import Space
from tests.lists import visible_text
from tests.mails import recipients

HEADING = (
    "nom;nom court;nature;échelle;territoire;rôle;site;"
    "adresses des rédacteurs;adresses des relecteurs"
)
PEOPLE = "a@x.example;b@x.example, c@x.example"
TWO = f"""{HEADING}
Les Œuvriers;;pôle;local;60;Fait à la main;https://oeuvre.example;{PEOPLE}
Atelier du Nord;ADN;chambre;régional;Hauts-de-France;;;;
"""


@pytest.fixture
def url() -> str:
    return reverse("partners_import")


@pytest.fixture
def team(animator: User, as_user: Any) -> Client:
    client: Client = as_user(animator)
    return client


def read(client: Client, text: str | bytes, existing: str = "leave") -> Any:
    content = text if isinstance(text, bytes) else text.encode()
    file = SimpleUploadedFile("partenaires.csv", content, content_type="text/csv")
    return client.post(reverse("partners_import"), {"file": file, "existing": existing})


def confirm(client: Client, shown: Any) -> Any:
    return client.post(reverse("partners_import"), {"read": shown.context["read"]}, follow=True)


def said(answer: Any) -> dict[int, list[str]]:
    """Return the faults by the line's number."""
    return {line.number: line.faults for line in answer.context["lines"] if line.faults}


def test_a_table_is_shown_first_and_written_when_confirmed(structure: Any, team: Client) -> None:
    shown = read(team, TWO)
    nothing = Partner.objects.count(), User.objects.count(), recipients()
    done = confirm(team, shown)

    first, second = Partner.objects.order_by("-name")
    assert nothing == (0, 1, [])
    assert "Rien n’est encore écrit" in visible_text(shown)
    assert said(shown) == {}
    assert "Partenaires : 2 ; invitations : 3" in visible_text(done)
    assert (first.name, first.territory.name, first.kind) == ("Les Œuvriers", "Oise", "pole")
    assert (second.short_name, second.kind, second.level) == ("ADN", "chambre", "regional")
    assert second.territory.level == "region"
    assert {person.email: person.reviews for person in people_of(first)} == {
        "a@x.example": False,
        "b@x.example": True,
        "c@x.example": True,
    }
    assert recipients() == ["a@x.example", "b@x.example", "c@x.example"]
    assert first.url == "/partenaires/les-oeuvriers/"
    assert faults() == []


@pytest.mark.parametrize(
    "content",
    [
        TWO.encode("utf-8-sig"),
        TWO.encode("cp1252"),
        TWO.replace("\n", "\r\n").encode(),
        TWO.replace(";", "\t").encode(),
        TWO.replace("rôle", "RÔLE dans le réseau").replace("nom;", "  Nom ;", 1).encode(),
    ],
)
def test_the_table_may_come_from_any_spreadsheet(
    structure: Any, team: Client, content: bytes
) -> None:
    confirm(team, read(team, content))

    assert set(Partner.objects.values_list("name", "role")) == {
        ("Les Œuvriers", "Fait à la main"),
        ("Atelier du Nord", ""),
    }


def test_commas_separate_too(structure: Any, team: Client) -> None:
    confirm(team, read(team, 'nom,nature,échelle,rôle\n"Les Œuvriers",pôle,local,"Un, deux"\n'))

    assert Partner.objects.get().role == "Un, deux"


def test_the_model_file_is_one_that_is_read(structure: Any, team: Client) -> None:
    answer = team.get(reverse("partners_import_model"))

    shown = read(team, answer.content)
    assert "attachment" in answer["Content-Disposition"]
    assert said(shown) == {}
    assert [line.invited for line in shown.context["lines"]] == [3]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (";;pôle;local;;;;;", "le nom manque"),
        ("A;;;local;;;;;", "« nature » manque"),
        ("A;;zzz;local;;;;;", "nature « zzz » inconnue"),
        ("A;;pôle;lunaire;;;;;", "échelle « lunaire » inconnue"),
        ("A;;pôle;local;999;;;;", "territoire « 999 » inconnu"),
        ("A;;pôle;local;;;pas-un-site;;", "site web : "),
        ("A;;pôle;local;;;;zzz;", "« zzz » n'est pas une adresse"),
        ("A;;pôle;local;;;;a@x.example;A@x.example", "a deux rôles"),
        ("A;;pôle;local;;;;administration@reseau.example;", "l'administration"),
        (f"{'A' * 151};;pôle;local;;;;;", "nom : "),
        ("A;;pôle;local;;;;;;;zzz", "plus de cellules que de titres"),
    ],
)
def test_each_fault_is_said_with_its_line_and_nothing_can_be_imported(
    structure: Any, administrator: User, team: Client, row: str, fault: str
) -> None:
    shown = read(team, f"{HEADING}\nBon;;pôle;local;;;;;\n\n{row}\n")

    assert list(said(shown)) == [4]
    assert fault in " ".join(said(shown)[4])
    assert "Rien ne peut encore être importé" in visible_text(shown)
    confirmed = confirm(team, shown)
    assert "Rien n'a été importé" in visible_text(confirmed)
    assert not Partner.objects.exists()


def test_a_name_given_twice_is_said(structure: Any, team: Client) -> None:
    shown = read(team, "nom;nature;échelle\nLes Œuvriers;pôle;local\nLES  OEUVRIERS;pôle;local\n")

    assert said(shown) == {3: ["même nom qu'à la ligne 2"]}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"nom;nature;\xc3\xa9chelle\n",
        b"a;b\n1;2\n",
        b"nom;nature;\xc3\xa9chelle;couleur\nA;p\xc3\xb4le;local;vert\n",
        b"nom;nom;nature;\xc3\xa9chelle\nA;B;p\xc3\xb4le;local\n",
        b"nom;nature;\xc3\xa9chelle\nA\x00;p\xc3\xb4le;local\n",
        b"PK\x03\x04\x14\x00\x06\x00" + b"zip" * 100,
        b'nom;nature;\xc3\xa9chelle\n"' + b"A" * 200_000,
        b"nom;nature;\xc3\xa9chelle\n" + b"A;p;l\n" * 201,
        b"x" * 10_000_000,
    ],
)
def test_what_is_no_table_is_refused_beside_the_field(
    structure: Any, team: Client, content: bytes
) -> None:
    answer = read(team, content)

    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert not Partner.objects.exists()


def test_no_file_is_said(structure: Any, team: Client, url: str) -> None:
    answer = team.post(url, {"existing": "leave"})

    assert answer.context["form"].errors["file"]


def test_existing_partners_are_left_as_they_are(space: Space, team: Client) -> None:
    shown = read(team, "nom;nature;échelle;rôle\nCOOP du bray;pôle;local;Autre\n")

    confirm(team, shown)

    space.partner.refresh_from_db()
    assert (space.partner.role, space.partner.kind) == ("", "reseau")
    assert "existe déjà : rien" in visible_text(shown)


def test_existing_partners_are_updated_by_the_cells_that_are_filled(
    space: Space, team: Client
) -> None:
    Partner.objects.filter(pk=space.partner.pk).update(website="https://bray.example/")
    people = f"{space.writer.email} nouvelle@bray.example"
    table = (
        f"nom;nature;échelle;rôle;site;adresses des rédacteurs\ncoop du bray;;;Autre;;{people}\n"
    )

    confirm(team, read(team, table, "update"))

    space.partner.refresh_from_db()
    assert (space.partner.name, space.partner.role) == ("Coop du Bray", "Autre")
    assert (space.partner.website, space.partner.kind) == ("https://bray.example/", "reseau")
    assert recipients() == ["nouvelle@bray.example"]
    assert Partner.objects.count() == 1


def test_nobody_is_invited_to_a_suspended_partner_by_a_table(space: Space, team: Client) -> None:
    suspend(space.partner)

    shown = read(team, "nom;nature;échelle\nCoop du Bray;pôle;local\n", "update")

    assert "suspendu" in said(shown)[2][0]


def test_what_changed_since_the_reading_is_seen(structure: Any, team: Client) -> None:
    table = "nom;nature;échelle;adresses des rédacteurs\nA;pôle;local;ada@x.example\n"
    shown = read(team, table)
    User.objects.create_superuser("ada@x.example", "secret")

    answer = confirm(team, shown)

    assert "Rien n'a été importé" in visible_text(answer)
    assert not Partner.objects.exists()


def test_a_failure_half_way_leaves_nothing(
    structure: Any, team: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = read(team, TWO)
    opened = importing.open_space

    def fail(partner: Partner, index: Any) -> Any:
        if partner.name == "Atelier du Nord":
            raise ZeroDivisionError
        return opened(partner, index)

    monkeypatch.setattr(importing, "open_space", fail)
    with pytest.raises(ZeroDivisionError):
        confirm(team, shown)

    assert (Partner.objects.count(), User.objects.count()) == (0, 1)


def test_what_is_confirmed_is_what_was_shown(
    structure: Any, team: Client, administrator: User, as_user: Any, url: str
) -> None:
    shown = read(team, TWO)
    forged = shown.context["read"][:-3] + "abc"

    answers = [
        team.post(url, {"read": forged}, follow=True),
        team.post(url, {"read": ""}, follow=True),
        as_user(administrator).post(url, {"read": shown.context["read"]}, follow=True),
    ]

    assert all("a expiré" in visible_text(answer) for answer in answers)
    assert not Partner.objects.exists()


@pytest.mark.parametrize("person", ["writer", "reviewer"])
def test_a_partners_people_import_nothing(
    space: Space, as_user: Any, url: str, person: str
) -> None:
    client = as_user(getattr(space, person))

    answers = [client.get(url), client.get(reverse("partners_import_model")), read(client, TWO)]

    assert {answer.status_code for answer in answers} == {302}
    assert Partner.objects.count() == 1


def test_what_a_table_holds_is_shown_as_text(structure: Any, team: Client) -> None:
    shown = read(team, "nom;nature;échelle\n<script>alert(1)</script>;pôle;<b>x\n")

    assert "<script>alert(1)" not in shown.content.decode()
    assert "<b>x" not in shown.content.decode()


def test_what_the_register_exports_names_its_partners_as_the_import_reads_them(
    space: Space, team: Client
) -> None:
    answer = team.get("/admin/partenaires/?export=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")

    heading = next(csv.reader(io.StringIO(text), delimiter=";"))
    assert {"nom", "nature", "échelle", "rôle dans le réseau", "site web"} <= set(heading)
