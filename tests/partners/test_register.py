"""The register of partners in the admin (wagtail-modeladmin)."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import PageLogEntry

from hub.models import Partner, PartnerKind, PartnerLevel, Territory, User
from partners.enums import Role
from partners.people import invite
from partners.spaces import suspend
from tests.conftest import Space, make_space
from tests.factories import make_article, make_document
from tests.lists import visible_text
from tests.queries import queries_of

LIST = "/admin/partenaires/"


@pytest.fixture
def register(space: Space, other_space: Space) -> list[Partner]:
    """Two partners with a space, the first with all its facts."""
    partner = space.partner
    partner.short_name = "Bray"
    partner.kind = PartnerKind.CHAMBER
    partner.level = PartnerLevel.LOCAL
    partner.territory = Territory.objects.get(slug="oise")
    partner.role = "Anime l'économie « sociale »; du pays, à l'œuvre"
    partner.website = "https://bray.example/"
    partner.checked_on = dt.date(2026, 6, 1)
    partner.save()
    return [partner, other_space.partner]


def names(answer: Any) -> list[str]:
    """Return the names listed."""
    return [partner.name for partner in answer.context["view"].queryset]


def rows_of_csv(answer: Any) -> list[dict[str, str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def rows_of_xlsx(answer: Any) -> list[dict[str, Any]]:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet
    heading, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, heading), row, strict=True)) for row in rows]


def refused(answer: Any) -> bool:
    return answer.status_code in {403, 404} or (
        answer.status_code == 302 and answer["Location"] == reverse("wagtailadmin_home")
    )


def test_the_network_sees_all_partners(
    register: list[Partner], animator: User, as_user: Any
) -> None:
    answer = as_user(animator).get(LIST)

    assert names(answer) == ["Coop du Bray", "Fabrique du Littoral"]
    text = answer.content.decode()
    assert "chambre régionale (CRESS)" in text
    assert "Oise" in text


def test_the_list_is_filtered_and_searched(
    register: list[Partner], animator: User, as_user: Any
) -> None:
    for query, found in [
        ("?kind__exact=chambre", ["Coop du Bray"]),
        ("?level__exact=regional", ["Fabrique du Littoral"]),
        ("?q=littoral", ["Fabrique du Littoral"]),
        ("?q=économie", ["Coop du Bray"]),
        ("?q=rien", []),
        ("?q=%00", None),
        ("?kind__exact=zzz", []),
        ("?zzz=1", ["Coop du Bray", "Fabrique du Littoral"]),
        ("?territory__id__exact=zzz", ["Coop du Bray", "Fabrique du Littoral"]),
        ("?o=zzz", None),
        ("?p=zzz", None),
        ("?p=999", None),
        ("?export=zzz", ["Coop du Bray", "Fabrique du Littoral"]),
    ]:
        answer = as_user(animator).get(LIST + query, follow=True)

        assert answer.status_code == 200
        if found is not None:
            assert names(answer) == found


def test_the_list_is_filtered_by_territory(
    register: list[Partner], animator: User, as_user: Any
) -> None:
    oise = Territory.objects.get(slug="oise")

    assert names(as_user(animator).get(f"{LIST}?territory__id__exact={oise.pk}")) == [
        "Coop du Bray"
    ]


def test_the_network_inspects_a_partner(
    register: list[Partner], animator: User, as_user: Any
) -> None:
    answer = as_user(animator).get(f"{LIST}inspect/{register[0].pk}/")

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Coop du Bray – rédaction" in text
    assert "https://bray.example/" in text


def test_the_network_creates_and_edits_a_partner(
    register: list[Partner], animator: User, as_user: Any
) -> None:
    client = as_user(animator)
    data = {
        "name": "Les Œuvriers",
        "short_name": "",
        "kind": "pole",
        "level": "local",
        "territory": "",
        "role": "",
        "website": "",
        "logo": "",
        "source": "",
        "checked_on": "",
    }

    created = client.post(f"{LIST}create/", data)
    partner = Partner.objects.get(name="Les Œuvriers")
    data |= {"name": "Les Œuvriers du Nord", "short_name": "OEUVRE", "slug": "autre"}
    edited = client.post(f"{LIST}edit/{partner.pk}/", data)

    partner.refresh_from_db()
    assert (created.status_code, edited.status_code) == (302, 302)
    assert (partner.slug, partner.short_name) == ("les-oeuvriers", "OEUVRE")
    assert partner.url == "/partenaires/les-oeuvriers/"
    assert partner.collection and partner.writers and partner.reviewers


def test_a_second_partner_of_the_same_name_is_refused(
    register: list[Partner], animator: User, as_user: Any
) -> None:
    answer = as_user(animator).post(
        f"{LIST}create/", {"name": "Coop du Bray", "kind": "pole", "level": "local"}
    )

    assert answer.status_code == 200
    assert "name" in answer.context["form"].errors
    assert Partner.objects.count() == 2


def test_a_partner_whose_name_differs_by_a_sign_has_an_address_of_its_own(
    register: list[Partner], animator: User, as_user: Any
) -> None:
    answer = as_user(animator).post(
        f"{LIST}create/", {"name": "Coop du Bray !", "kind": "pole", "level": "local"}
    )

    assert answer.status_code == 302
    assert Partner.objects.get(name="Coop du Bray !").slug == "coop-du-bray-2"


def test_a_partner_that_has_pages_is_not_deleted(
    register: list[Partner], animator: User, as_user: Any
) -> None:
    answer = as_user(animator).post(f"{LIST}delete/{register[0].pk}/")

    assert answer.status_code == 200
    assert Partner.objects.count() == 2


def test_the_csv_holds_the_facts_of_all_partners(
    register: list[Partner], animator: User, as_user: Any
) -> None:
    answer = as_user(animator).get(f"{LIST}?export=csv")

    rows = rows_of_csv(answer)
    assert 'filename="partenaires.csv"' in answer["Content-Disposition"]
    assert [row["nom"] for row in rows] == ["Coop du Bray", "Fabrique du Littoral"]
    assert rows[0] == {
        "nom": "Coop du Bray",
        "nom court": "Bray",
        "identifiant dans les adresses": "coop-du-bray",
        "nature": "chambre régionale (CRESS)",
        "échelle": "local",
        "territoire": "Oise",
        "rôle dans le réseau": "Anime l'économie « sociale »; du pays, à l'œuvre",
        "site web": "https://bray.example/",
        "source": "",
        "vérifié le": "2026-06-01",
        "état": "jamais connecté",
        "publie elle-même": "non",
        "personnes": "2",
        "pages en ligne": "0",
        "brouillons": "0",
        "documents": "0",
        "dernière activité": str(timezone.localdate()),
    }


def test_the_xlsx_holds_the_facts_of_all_partners(
    register: list[Partner], animator: User, as_user: Any
) -> None:
    answer = as_user(animator).get(f"{LIST}?export=xlsx")

    rows = rows_of_xlsx(answer)
    assert 'filename="partenaires.xlsx"' in answer["Content-Disposition"]
    assert [row["nom"] for row in rows] == ["Coop du Bray", "Fabrique du Littoral"]
    assert rows[0]["nature"] == "chambre régionale (CRESS)"
    assert rows[0]["territoire"] == "Oise"
    assert rows[0]["rôle dans le réseau"] == register[0].role
    assert (rows[0]["personnes"], rows[0]["brouillons"]) == (2, 0)


def test_an_export_holds_what_the_filters_let_through(
    register: list[Partner], animator: User, as_user: Any
) -> None:
    answer = as_user(animator).get(f"{LIST}?kind__exact=chambre&export=csv")

    assert [row["nom"] for row in rows_of_csv(answer)] == ["Coop du Bray"]


@pytest.mark.parametrize("person", ["writer", "reviewer"])
def test_a_partners_people_see_their_own_row_only(
    register: list[Partner], space: Space, as_user: Any, person: str
) -> None:
    client = as_user(getattr(space, person))

    listed = client.get(LIST)

    assert names(listed) == ["Coop du Bray"]
    assert "Fabrique du Littoral" not in listed.content.decode()
    assert [r["nom"] for r in rows_of_csv(client.get(f"{LIST}?export=csv"))] == ["Coop du Bray"]
    assert [r["nom"] for r in rows_of_xlsx(client.get(f"{LIST}?export=xlsx"))] == ["Coop du Bray"]
    assert names(client.get(f"{LIST}?q=littoral")) == []


@pytest.mark.parametrize(
    "lookup",
    [
        "writers__user__password__startswith=zzz",
        "territory__partner__writers__user__email__startswith=zzz",
        "pages__title__startswith=zzz",
        "writers__isnull=1",
    ],
)
def test_the_address_of_the_list_does_not_question_the_database(
    register: list[Partner], space: Space, as_user: Any, lookup: str
) -> None:
    client = as_user(space.writer)

    assert names(client.get(f"{LIST}?{lookup}")) == ["Coop du Bray"]
    assert [row["nom"] for row in rows_of_csv(client.get(f"{LIST}?{lookup}&export=csv"))] == [
        "Coop du Bray"
    ]


@pytest.mark.parametrize("person", ["writer", "reviewer"])
def test_a_partners_people_open_their_own_row_only(
    register: list[Partner], space: Space, as_user: Any, person: str
) -> None:
    own, other = register
    client = as_user(getattr(space, person))

    assert client.get(f"{LIST}inspect/{own.pk}/").status_code == 200
    answers = [
        client.get(f"{LIST}inspect/{other.pk}/"),
        client.get(f"{LIST}edit/{other.pk}/"),
        client.get(f"{LIST}edit/{own.pk}/"),
        client.post(f"{LIST}edit/{other.pk}/", {"name": "Pris"}),
        client.get(f"{LIST}delete/{other.pk}/"),
        client.post(f"{LIST}delete/{other.pk}/"),
        client.post(f"{LIST}delete/{own.pk}/"),
        client.get(f"{LIST}create/"),
        client.post(f"{LIST}create/", {"name": "Nouveau"}),
        client.get(f"{LIST}history/{other.pk}/"),
    ]

    assert all(refused(answer) for answer in answers), answers
    assert not any("Littoral" in answer.content.decode() for answer in answers)
    assert Partner.objects.count() == 2


def test_an_account_without_partner_sees_no_row(
    register: list[Partner], space: Space, as_user: Any
) -> None:
    Partner.objects.create(name="Sans espace", kind=PartnerKind.OTHER, level=PartnerLevel.LOCAL)
    assert space.partner.writers
    permissions = list(space.partner.writers.permissions.all())
    user = User.objects.create_user("ada@pole.example", "secret")
    user.user_permissions.add(*permissions)

    assert names(as_user(user).get(LIST)) == []


def test_visitors_do_not_enter(register: list[Partner], client: Client) -> None:
    answers = [client.get(LIST), client.get(f"{LIST}?export=csv")]

    assert all(a.status_code == 302 and "/login/" in a["Location"] for a in answers)


def test_the_figures_are_those_of_each_space(
    register: list[Partner], space: Space, animator: User, as_user: Any
) -> None:
    make_article(space.page, partner=space.partner)
    make_article(space.page, live=False, partner=space.partner)
    make_article(space.page, live=False, partner=space.partner)
    make_document(collection=space.partner.collection)
    User.objects.filter(pk=space.reviewer.pk).update(is_active=False)
    User.objects.filter(pk=space.writer.pk).update(last_login=timezone.now())

    rows = rows_of_csv(as_user(animator).get(f"{LIST}?export=csv"))

    figures = ("personnes", "pages en ligne", "brouillons", "documents", "état")
    assert [[row[name] for name in figures] for row in rows] == [
        ["1", "1", "2", "1", "actif"],
        ["2", "0", "0", "0", "jamais connecté"],
    ]


def test_the_list_is_filtered_by_state(
    structure: Any, space: Space, animator: User, as_user: Any
) -> None:
    suspended, quiet, empty = (make_space(structure, name) for name in "BCD")
    suspend(suspended.partner)
    Partner.objects.filter(pk=quiet.partner.pk).update(trusted=True)
    User.objects.filter(pk=quiet.writer.pk).update(last_login=timezone.now())
    PageLogEntry.objects.filter(page=quiet.page).update(
        timestamp=timezone.now() - dt.timedelta(days=200)
    )
    User.objects.filter(pk__in=[empty.writer.pk, empty.reviewer.pk]).delete()

    for query, found in [
        ("suspendu", ["B"]),
        ("jamais-connecte", ["Coop du Bray"]),
        ("sans-personne", ["D"]),
        ("inactif", ["C"]),
        ("publie", ["C"]),
        ("zzz", ["B", "C", "Coop du Bray", "D"]),
    ]:
        answer = as_user(animator).get(f"{LIST}?etat={query}", follow=True)

        assert names(answer) == found


def test_the_list_is_sorted_by_each_column(
    register: list[Partner], animator: User, as_user: Any
) -> None:
    client = as_user(animator)

    for column in range(8):
        up, down = (client.get(f"{LIST}?o={sign}{column}") for sign in ("", "-"))

        assert (up.status_code, down.status_code) == (200, 200)
        assert len(names(up)) == len(names(down)) == 2


def test_a_partner_shows_its_people_its_rights_and_its_figures(
    register: list[Partner], space: Space, animator: User, as_user: Any
) -> None:
    invite(space.partner, "ada@bray.example", Role.WRITER)
    make_article(space.page, live=False, partner=space.partner)

    text = visible_text(as_user(animator).get(f"{LIST}inspect/{space.partner.pk}/"))

    assert "redaction@coop-du-bray.example rédaction jamais" in text
    assert "relecture@coop-du-bray.example relecture jamais" in text
    assert "ada@bray.example rédaction invitée le" in text
    assert "0 en ligne, 1 en brouillon" in text
    assert "écrire et soumettre dans sa section" in text
    assert "publier" not in text


def test_a_suspended_partner_shows_that_it_holds_no_right(
    space: Space, animator: User, as_user: Any
) -> None:
    suspend(space.partner)

    text = visible_text(as_user(animator).get(f"{LIST}inspect/{space.partner.pk}/"))

    assert "Accès suspendu" in text
    assert "Coop du Bray – rédaction aucun." in text
    assert "Rouvrir l’accès" in text


def test_a_partner_without_space_is_shown(animator: User, as_user: Any) -> None:
    partner = Partner.objects.create(name="Atelier", kind="pole", level="local")
    client = as_user(animator)

    answer = client.get(f"{LIST}inspect/{partner.pk}/")
    invited = client.post(
        f"{LIST}inspect/{partner.pk}/", {"addresses": "a@x.example", "role": "redaction"}
    )

    assert "pas encore d’espace" in visible_text(answer)
    assert invited.status_code == 302
    assert not User.objects.filter(email="a@x.example").exists()


@pytest.mark.parametrize("person", ["writer", "reviewer"])
def test_a_partners_people_see_their_colleagues_and_no_one_elses(
    register: list[Partner], space: Space, other_space: Space, as_user: Any, person: str
) -> None:
    client = as_user(getattr(space, person))

    own = client.get(f"{LIST}inspect/{space.partner.pk}/").content.decode()
    pages = [own, client.get(LIST).content.decode()]

    assert space.writer.email in own
    assert "Suspendre" not in own
    assert "partners_person" not in own
    assert "/personnes/" not in own
    assert not any("littoral" in page.lower() for page in pages)


def test_a_partner_costs_the_same_with_2_and_20_people(
    space: Space, animator: User, as_user: Any
) -> None:
    client = as_user(animator)
    url = f"{LIST}inspect/{space.partner.pk}/"
    few = queries_of(lambda: client.get(url))
    for n in range(18):
        invite(space.partner, f"a{n}@bray.example", Role.WRITER)

    assert queries_of(lambda: client.get(url)) == few


def test_the_list_costs_the_same_at_3_and_30_rows(
    register: list[Partner], animator: User, as_user: Any
) -> None:
    client = as_user(animator)
    territory = Territory.objects.get(slug="oise")

    def queries(number: int) -> int:
        for n in range(Partner.objects.count(), number):
            Partner.objects.create(
                name=f"Partenaire {n:02}", kind="pole", level="local", territory=territory
            )
        client.get(LIST)
        with CaptureQueriesContext(connection) as captured:
            assert len(names(client.get(LIST))) == number
        return len(captured)

    assert queries(3) == queries(30)


def test_the_export_costs_the_same_at_3_and_30_rows(
    register: list[Partner], animator: User, as_user: Any
) -> None:
    client = as_user(animator)
    territory = Territory.objects.get(slug="oise")

    def queries(number: int) -> int:
        for n in range(Partner.objects.count(), number):
            Partner.objects.create(
                name=f"Partenaire {n:02}", kind="pole", level="local", territory=territory
            )
        client.get(f"{LIST}?export=csv")
        with CaptureQueriesContext(connection) as captured:
            assert len(rows_of_csv(client.get(f"{LIST}?export=csv"))) == number
        return len(captured)

    assert queries(3) == queries(30)
