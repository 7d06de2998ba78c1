"""The figures of what is read: their chart, their register, and who reads them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from home.structure import Structure
from hub.models import User
from resources.enums import ResourceKind
from resources.figures import chart
from resources.models import DailyCount, ResourcePage
from tests.conftest import Space
from tests.factories import make_presentation, make_publication
from tests.queries import queries_of

REGISTER = "/admin/frequentation/"
OURS, THEIRS, NEVER = "=Guide « œuvre »; 100 %", "Diapos", "Jamais lu"


@pytest.fixture
def register(space: Space, other_space: Space) -> None:
    """Two partners' resources, read this month, last year and long ago."""
    today = timezone.localdate()
    ours = make_publication(space.page, title="=Guide « œuvre »; 100 %", kind=ResourceKind.GUIDE)
    theirs = make_presentation(other_space.page, title="Diapos")
    make_publication(space.page, title="Jamais lu")
    make_publication(space.page, title="Brouillon", live=False)
    DailyCount.objects.add([ours.pk], today, downloads=3, plays=1)
    DailyCount.objects.add([ours.pk], dt.date(2020, 5, 1), downloads=10)
    DailyCount.objects.add([ours.pk], today - dt.timedelta(days=45), downloads=100)
    DailyCount.objects.add([theirs.pk], today, downloads=7)


def words(answer: Any, selector: str) -> str:
    found = BeautifulSoup(answer.content, "html.parser").select_one(selector)
    return " ".join(found.get_text(" ").split()) if found else ""


def listed(answer: Any) -> dict[str, tuple[int, int]]:
    """Return (downloads, plays) by title, in the order of the list."""
    return {row.title: (row.downloads, row.plays) for row in answer.context["object_list"]}


def test_the_chart_has_the_twelve_months_until_today() -> None:
    rows = [
        (dt.date(2025, 10, 1), 9, 9),
        (dt.date(2025, 12, 1), 400, 1),
        (dt.date(2026, 11, 1), 200, 0),
    ]

    drawn = chart(rows, dt.date(2026, 11, 30))

    assert (drawn.months[0].first, drawn.months[-1].first) == (
        dt.date(2025, 12, 1),
        dt.date(2026, 11, 1),
    )
    assert (len(drawn.months), drawn.downloads, drawn.plays) == (12, 600, 1)
    heights = [(month.downloads_height, month.plays_height) for month in drawn.months]
    assert heights == [(120, 2), *[(0, 0)] * 10, (60, 0)]


def test_an_empty_chart_is_drawn() -> None:
    assert {month.downloads_height for month in chart([], dt.date(2026, 1, 31)).months} == {0}


def test_the_editors_of_a_resource_read_its_figures(
    space: Space, other_space: Space, as_user: Any
) -> None:
    resource, other = make_publication(space.page), make_publication(space.page)
    today = timezone.localdate()
    DailyCount.objects.add([resource.pk], today, downloads=1234, plays=1)
    DailyCount.objects.add([resource.pk], today - dt.timedelta(days=800), downloads=5)
    DailyCount.objects.add([other.pk], today, downloads=77)
    url = f"/admin/pages/{resource.pk}/edit/"

    answer = as_user(space.writer).get(url)

    figures = words(answer, ".counts")
    assert "Sur douze mois : 1 234 téléchargements, 1 lecture." in figures
    assert "77" not in figures
    assert len(BeautifulSoup(answer.content, "html.parser").select(".counts tbody tr")) == 12
    refused = as_user(other_space.writer).get(url)
    assert refused.status_code == 302
    assert ".counts" not in refused.content.decode()


def test_a_draft_has_no_figures(space: Space, as_user: Any) -> None:
    draft = make_publication(space.page, live=False)

    answer = as_user(space.writer).get(f"/admin/pages/{draft.pk}/edit/")

    assert answer.status_code == 200
    assert words(answer, ".counts") == ""


def test_the_network_reads_the_figures_of_all(register: None, animator: User, as_user: Any) -> None:
    for query, rows in [
        ("", {OURS: (103, 1), THEIRS: (7, 0), NEVER: (0, 0)}),
        ("?periode=30-jours", {THEIRS: (7, 0), OURS: (3, 1), NEVER: (0, 0)}),
        ("?periode=2020", {OURS: (10, 0), THEIRS: (0, 0), NEVER: (0, 0)}),
        ("?periode=tout", {OURS: (113, 1), THEIRS: (7, 0), NEVER: (0, 0)}),
        ("?periode=tout&kind__exact=presentation", {THEIRS: (7, 0)}),
        ("?q=diapos", {THEIRS: (7, 0)}),
        ("?o=0", {OURS: (103, 1), THEIRS: (7, 0), NEVER: (0, 0)}),
        ("?periode=zzz", {OURS: (103, 1), THEIRS: (7, 0), NEVER: (0, 0)}),
        ("?periode=1999", {OURS: (103, 1), THEIRS: (7, 0), NEVER: (0, 0)}),
        ("?partner__id__exact=zzz", {OURS: (103, 1), THEIRS: (7, 0), NEVER: (0, 0)}),
        ("?owner__password__startswith=a&q=%00", {OURS: (103, 1), THEIRS: (7, 0), NEVER: (0, 0)}),
    ]:
        answer = as_user(animator).get(REGISTER + query, follow=True)

        assert list(listed(answer).items()) == list(rows.items())
        totals = [sum(row[n] for row in rows.values()) for n in (0, 1)]
        assert [answer.context["downloads"], answer.context["plays"]] == totals


def test_the_network_reads_the_sum_of_each_partner(
    register: None, animator: User, as_user: Any
) -> None:
    answer = as_user(animator).get(REGISTER)

    table = words(answer, "table.counts__totals")
    assert re.search("Coop du Bray 103 1 Fabrique du Littoral 7 0$", table)


def test_a_writer_reads_the_figures_of_their_partner_only(
    register: None, space: Space, other_space: Space, as_user: Any
) -> None:
    client = as_user(space.writer)

    assert listed(client.get(REGISTER + "?periode=tout")) == {OURS: (113, 1), NEVER: (0, 0)}
    hers = client.get(f"{REGISTER}?partner__id__exact={other_space.partner.pk}", follow=True)
    assert THEIRS not in hers.content.decode()
    text = client.get(REGISTER).content.decode()
    assert THEIRS not in text
    assert "Fabrique du Littoral" not in text
    assert client.get(REGISTER).context["downloads"] == 103
    exported = b"".join(client.get(REGISTER + "?export=csv").streaming_content).decode()
    assert "Diapos" not in exported


def test_who_belongs_to_no_partner_reads_nothing(structure: Structure, as_user: Any) -> None:
    nobody = User.objects.create_user("nul@part.example", "secret")

    assert Client().get(REGISTER).status_code == 302
    assert as_user(nobody).get(REGISTER).status_code in {302, 403}


def test_nobody_changes_a_count(register: None, administrator: User, as_user: Any) -> None:
    client = as_user(administrator)
    pk = ResourcePage.objects.get(title=THEIRS).pk

    for path in (f"edit/{pk}/", f"delete/{pk}/", "create/", "choose_parent/"):
        assert client.get(REGISTER + path).status_code == 404


def test_the_csv_opens_in_a_french_excel(register: None, animator: User, as_user: Any) -> None:
    answer = as_user(animator).get(REGISTER + "?export=csv&periode=tout")

    content = b"".join(answer.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Titre", "nature", "partenaire", "adresse", "téléchargements", "lectures"]
    assert rows[1][:3] == ["'=Guide « œuvre »; 100 %", "guide", "Coop du Bray"]
    assert rows[1][3].startswith("http://localhost")
    assert [row[4:] for row in rows[1:]] == [["113", "1"], ["7", "0"], ["0", "0"]]


def test_the_xlsx_holds_numbers(register: None, animator: User, as_user: Any) -> None:
    answer = as_user(animator).get(REGISTER + "?export=xlsx")

    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    sheet = load_workbook(io.BytesIO(content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert [(row[0], row[4], row[5]) for row in rows[1:]] == [
        (OURS, 103, 1),
        (THEIRS, 7, 0),
        (NEVER, 0, 0),
    ]


def test_the_register_costs_the_same_with_many_rows(
    space: Space, animator: User, as_user: Any
) -> None:
    client = as_user(animator)
    for path in (REGISTER, f"{REGISTER}?export=csv"):
        make_publication(space.page)
        few = queries_of(lambda path=path: b"".join(client.get(path)))
        for _ in range(12):
            resource = make_publication(space.page)
            DailyCount.objects.add([resource.pk], timezone.localdate(), downloads=1)

        assert queries_of(lambda path=path: b"".join(client.get(path))) == few
