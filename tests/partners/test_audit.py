"""The report of who did what, partner by partner."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from hub.models import User
from tests.conftest import Space
from tests.editor import SAVE, edit_url, send
from tests.factories import PDF, make_article, make_document
from tests.lists import visible_text
from tests.partners.test_register import rows_of_csv, rows_of_xlsx
from tests.queries import queries_of


@pytest.fixture
def url() -> str:
    return reverse("partners_audit")


@pytest.fixture
def written(space: Space, other_space: Space, as_user: Any) -> None:
    """Each partner's writer has changed a draft of their own."""
    for each, title in ((space, "Récit du Bray"), (other_space, "Récit du Littoral")):
        article = make_article(each.page, live=False, title=title)
        send(as_user(each.writer), edit_url(article), SAVE, title=f"{title}, repris")


def objects(answer: Any) -> set[tuple[str, str]]:
    """Return who did something to what."""
    return {(row["personne"], row["objet"]) for row in rows_of_csv(answer)}


def test_the_report_is_filtered_by_partner(
    written: None, space: Space, animator: User, as_user: Any, url: str
) -> None:
    client = as_user(animator)

    shown = client.get(url, {"partner": space.partner.pk})
    exported = client.get(url, {"partner": space.partner.pk, "export": "csv"})

    assert "Récit du Bray" in visible_text(shown)
    assert not any("Littoral" in entry.label for entry in shown.context["object_list"])
    assert (space.writer.email, "Récit du Bray, repris") in objects(exported)
    assert not any("Littoral" in label for _who, label in objects(exported))


def test_without_partner_all_is_shown(
    written: None, space: Space, other_space: Space, animator: User, as_user: Any, url: str
) -> None:
    found = objects(as_user(animator).get(url, {"export": "csv"}))

    assert (space.writer.email, "Récit du Bray, repris") in found
    assert (other_space.writer.email, "Récit du Littoral, repris") in found


def test_what_a_partners_person_did_elsewhere_is_told_with_it(
    space: Space, other_space: Space, animator: User, as_user: Any, url: str
) -> None:
    assert other_space.partner.writers
    space.writer.groups.add(other_space.partner.writers)
    article = make_article(other_space.page, live=False, title="Chez le voisin")
    send(as_user(space.writer), edit_url(article), SAVE, title="Chez le voisin, repris")

    found = objects(as_user(animator).get(url, {"partner": space.partner.pk, "export": "csv"}))

    assert (space.writer.email, "Chez le voisin, repris") in found


def test_deleted_pages_and_files_are_told_and_can_be_filtered(
    space: Space, administrator: User, animator: User, as_user: Any, url: str
) -> None:
    article = make_article(space.page, live=False, title="Récit retiré")
    document = make_document("plan.pdf", PDF, collection=space.partner.collection)
    writer = as_user(space.writer)
    writer.post(reverse("wagtailadmin_pages:delete", args=[article.pk]))
    writer.post(reverse("wagtaildocs:delete", args=[document.pk]))

    client = as_user(animator)
    shown = client.get(url, {"action": "wagtail.delete"})
    exported = client.get(url, {"partner": space.partner.pk, "export": "csv"})

    filters = shown.context["filters"].form.fields
    assert "Récit retiré" in visible_text(shown)
    assert "plan.pdf" in visible_text(shown)
    assert "wagtail.delete" in dict(filters["action"].choices)
    assert {(space.writer.email, "Récit retiré"), (space.writer.email, "plan.pdf")} <= objects(
        exported
    )


def test_what_is_done_with_people_says_whom(
    space: Space, animator: User, as_user: Any, url: str
) -> None:
    client = as_user(animator)
    client.post(
        f"/admin/partenaires/inspect/{space.partner.pk}/",
        {"addresses": "ada@bray.example", "role": "relecture"},
    )

    answer = client.get(url, {"partner": space.partner.pk, "export": "xlsx"})

    [row] = [r for r in rows_of_xlsx(answer) if r["personne concernée"]]
    assert row["personne"] == animator.email
    assert row["action"] == "Personne invitée (relecture)"
    assert row["personne concernée"] == "ada@bray.example"
    assert row["objet"] == "Coop du Bray"
    assert row["date et heure (Paris)"].date() == timezone.localdate()


def test_the_report_is_filtered_by_action_person_and_period(
    written: None, space: Space, animator: User, as_user: Any, url: str
) -> None:
    client = as_user(animator)
    PageLogEntry.objects.filter(label="Récit du Bray, repris").update(
        timestamp=timezone.now() - dt.timedelta(days=40)
    )
    since = timezone.localdate() - dt.timedelta(days=30)

    by_action = client.get(url, {"action": "wagtail.edit", "export": "csv"})
    by_person = client.get(url, {"user": space.writer.pk, "export": "csv"})
    recent = client.get(url, {"timestamp_from": str(since), "export": "csv"})

    assert {label for _who, label in objects(by_action)} == {
        "Récit du Bray, repris",
        "Récit du Littoral, repris",
    }
    assert {who for who, _label in objects(by_person)} == {space.writer.email}
    labels = {label for _who, label in objects(recent)}
    assert "Récit du Littoral, repris" in labels
    assert "Récit du Bray, repris" not in labels


def test_a_wrong_filter_is_no_failure(
    written: None, animator: User, as_user: Any, url: str
) -> None:
    for query in [
        "partner=zzz",
        "partner=999999",
        "user=zzz",
        "timestamp_from=zzz",
        "label=%00",
        "p=999",
    ]:
        assert as_user(animator).get(f"{url}?{query}").status_code in {200, 404}


@pytest.mark.parametrize("person", ["writer", "reviewer"])
def test_a_partners_people_do_not_read_the_report(
    written: None, space: Space, as_user: Any, url: str, person: str
) -> None:
    client = as_user(getattr(space, person))

    answers = [
        client.get(url),
        client.get(url, {"export": "csv"}),
        client.get(reverse("partners_audit_results")),
    ]

    assert {answer.status_code for answer in answers} == {302}
    assert "Qui a fait quoi" not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_visitors_do_not_read_the_report(client: Client, structure: Any, url: str) -> None:
    assert "/login/" in client.get(url)["Location"]


def test_the_report_costs_the_same_at_3_and_12_entries(
    space: Space, animator: User, as_user: Any, url: str
) -> None:
    client = as_user(animator)

    def queries(number: int) -> list[int]:
        for _ in range(number):
            make_article(space.page, live=False, partner=space.partner)
        return [
            queries_of(lambda: client.get(url, {"partner": space.partner.pk})),
            queries_of(lambda: b"".join(client.get(url, {"export": "csv"}).streaming_content)),
        ]

    assert queries(3) == queries(9)
