"""The consent of the people recorded: who reads it, and what its end does at once."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from post_office.models import Email
from wagtail.models import Collection, PageLogEntry

from home.structure import Structure
from hub.models import HubPage, User
from partners.spaces import SHARED_COLLECTION
from resources.consents import end_expired_consents, enforce, people_to_tell
from resources.models import RecordingConsent, ReplayPage
from tests.conftest import Space
from tests.editor import PUBLISH, edit_url, errors, send
from tests.factories import make_document, make_publication, make_replay
from tests.queries import queries_of

REGISTER = "/admin/consentements/"
PERSON = "Ada Martin"
TODAY = timezone.localdate()
YESTERDAY = TODAY - dt.timedelta(days=1)


@pytest.fixture
def replay(space: Space) -> ReplayPage:
    return make_replay(space.page, title="La table ronde")


@pytest.fixture
def consent(replay: ReplayPage) -> RecordingConsent:
    return make_consent(replay)


def make_consent(replay: ReplayPage, **fields: Any) -> RecordingConsent:
    fields = {"person": PERSON, "given_on": dt.date(2024, 1, 2)} | fields
    return RecordingConsent.objects.create(replay=replay, **fields)


def form_of(consent: RecordingConsent, **changes: Any) -> dict[str, Any]:
    data = {
        "replay": consent.replay_id,
        "person": consent.person,
        "purpose": consent.purpose,
        "given_on": consent.given_on.isoformat(),
        "until": "",
        "proof": "",
        "withdrawn_on": "",
    }
    return data | changes


def edit(client: Client, consent: RecordingConsent, **changes: Any) -> Any:
    return client.post(f"{REGISTER}edit/{consent.pk}/", form_of(consent, **changes))


def is_live(page: HubPage) -> bool:
    return bool(HubPage.objects.get(pk=page.pk).live)


# Who reads it


def test_the_editors_of_the_replay_and_the_team_read_its_consents(
    consent: RecordingConsent, space: Space, animator: User, as_user: Any
) -> None:
    for user in (space.writer, space.reviewer, animator):
        client = as_user(user)
        assert PERSON in client.get(REGISTER).content.decode()
        for action in ("inspect", "history", "edit"):
            assert client.get(f"{REGISTER}{action}/{consent.pk}/").status_code == 200, action
        assert PERSON in client.get(edit_url(consent.replay)).content.decode()


def test_the_people_of_another_partner_read_nothing(
    consent: RecordingConsent, other_space: Space, as_user: Any
) -> None:
    client = as_user(other_space.writer)

    listing = client.get(REGISTER)
    assert listing.status_code == 200
    assert PERSON not in listing.content.decode()
    assert PERSON not in client.get(REGISTER, {"q": "Ada"}).content.decode()
    for action in ("inspect", "history", "edit", "delete"):
        answer = client.get(f"{REGISTER}{action}/{consent.pk}/")
        assert answer.status_code == 302, action
        assert PERSON not in answer.content.decode()
    assert edit(client, consent, withdrawn_on=str(TODAY)).status_code == 302
    consent.refresh_from_db()
    assert consent.withdrawn_on is None


def test_no_filter_of_the_address_reaches_the_rows(
    consent: RecordingConsent, space: Space, as_user: Any
) -> None:
    answer = as_user(space.writer).get(REGISTER, {"replay__owner__password__startswith": "zzz"})

    assert PERSON in answer.content.decode()


def test_a_visitor_is_sent_to_the_login(consent: RecordingConsent, client: Client) -> None:
    for address in (REGISTER, f"{REGISTER}inspect/{consent.pk}/"):
        assert client.get(address).url.startswith("/admin/login/")


def test_the_page_and_its_copies_hold_no_consent(
    consent: RecordingConsent, space: Space, as_user: Any, client: Client
) -> None:
    replay = consent.replay
    revision = replay.save_revision(user=space.writer)
    edit(as_user(space.writer), consent, purpose="Image")

    assert PERSON not in json.dumps(revision.content, default=str)
    assert PERSON not in client.get(replay.url).content.decode()
    assert PERSON not in str(consent)
    copy = replay.copy(update_attrs={"slug": "copie", "title": "Copie"}, keep_live=False)
    assert list(copy.consents.all()) == []


def test_a_consent_is_noted_for_a_replay_of_ones_own_only(
    replay: ReplayPage, space: Space, other_space: Space, as_user: Any
) -> None:
    theirs = make_replay(other_space.page)
    client = as_user(space.writer)
    data = form_of(RecordingConsent(replay=replay, person=PERSON, given_on=TODAY, purpose="Voix"))

    refused = client.post(f"{REGISTER}create/", data | {"replay": theirs.pk})
    opened = client.get(f"{REGISTER}create/", {"replay": replay.pk}).content.decode()
    foreign = client.get(f"{REGISTER}create/", {"replay": theirs.pk}).content.decode()
    kept = client.post(f"{REGISTER}create/", data)

    assert "Choisissez un replay que vous pouvez modifier." in refused.content.decode()
    assert replay.title in opened
    assert theirs.title not in foreign
    assert kept.status_code == 302
    assert [row.replay for row in RecordingConsent.objects.all()] == [replay]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"replay": ""}, "Champ requis."),
        ({"replay": "999999"}, "Sélectionnez un choix valide"),
        ({"given_on": "demain"}, "Saisissez une date valide."),
        ({"given_on": "2999-01-01"}, "Cette date est dans l'avenir."),
        ({"until": "2023-01-01"}, "Le terme précède l'accord."),
        ({"withdrawn_on": "2999-01-01"}, "Cette date est dans l'avenir."),
        ({"withdrawn_on": "2023-01-01"}, "Le retrait précède l'accord."),
        ({"person": "x" * 161}, "160 caractères"),
        ({"person": "\x00"}, "Le caractère nul"),
        ({"proof": "999999"}, "Sélectionnez un choix valide"),
    ],
)
def test_a_bad_form_says_what_is_wrong(
    consent: RecordingConsent, animator: User, as_user: Any, changes: Any, sentence: str
) -> None:
    answer = edit(as_user(animator), consent, **changes)

    assert answer.status_code == 200
    said = " ".join(str(message) for message in answer.context["form"].errors.values())
    assert sentence in said.replace("&#x27;", "'")
    assert is_live(consent.replay)


# The proof


def test_the_proof_is_read_by_those_who_read_the_consent(
    consent: RecordingConsent, space: Space, other_space: Space, as_user: Any, client: Client
) -> None:
    proof = make_document("autorisation.pdf", collection=space.partner.collection)
    make_replay(space.page, document=proof)  # even a page that shows it does not open it
    RecordingConsent.objects.update(proof=proof)

    assert client.get(proof.url).status_code == 404
    assert as_user(other_space.writer).get(proof.url).status_code == 404
    assert as_user(space.writer).get(proof.url).status_code == 200


def test_a_proof_stands_where_the_other_partners_do_not_see_it(
    consent: RecordingConsent, space: Space, other_space: Space, as_user: Any
) -> None:
    shared = make_document("a.pdf", collection=Collection.objects.get(name=SHARED_COLLECTION))
    foreign = make_document("b.pdf", collection=other_space.partner.collection)
    own = make_document("c.pdf", collection=space.partner.collection)
    client = as_user(space.writer)

    def said(proof: Any) -> list[str]:
        answer = edit(client, consent, proof=proof.pk)
        return answer.context["form"].errors["proof"] if answer.status_code == 200 else []

    assert said(shared) == ["Rangez ce fichier ailleurs : tous les partenaires voient « Commun »."]
    assert said(foreign) == ["Choisissez un fichier de votre collection."]
    assert said(own) == []


# Its end


@pytest.mark.search_index
def test_a_withdrawal_takes_the_replay_off_at_once(
    consent: RecordingConsent, space: Space, as_user: Any, client: Client
) -> None:
    replay = consent.replay
    assert replay.title in client.get("/recherche/?q=table").content.decode()

    edit(as_user(space.writer), consent, withdrawn_on=str(TODAY))

    assert client.get(replay.url).status_code == 404
    assert replay.title not in client.get("/recherche/?q=table").content.decode()
    entry = PageLogEntry.objects.get(action="resources.end_consent")
    found = (entry.page_id, entry.user, entry.data)
    assert found == (replay.pk, space.writer, {"consent": consent.pk})


def test_a_consent_noted_as_withdrawn_takes_the_replay_off_too(
    replay: ReplayPage, space: Space, as_user: Any
) -> None:
    other = RecordingConsent(replay=replay, person=PERSON, given_on=YESTERDAY, purpose="Voix")

    as_user(space.writer).post(f"{REGISTER}create/", form_of(other, withdrawn_on=TODAY.isoformat()))

    assert not is_live(replay)


def test_the_copies_of_the_recording_and_its_file_leave_too(
    space: Space, other_space: Space, client: Client
) -> None:
    film = make_document("film.webm", b"\x1aE\xdf\xa3", collection=space.partner.collection)
    replay = make_replay(space.page, url_elsewhere="", document=film)
    copy = replay.copy(update_attrs={"slug": "copie"}, to=other_space.page)
    bystander = make_replay(other_space.page)
    assert is_live(copy)

    enforce(make_consent(replay, withdrawn_on=TODAY))

    assert [is_live(page) for page in (replay, copy, bystander)] == [False, False, True]
    assert client.get(film.url).status_code == 404
    with pytest.raises(ValidationError, match="a retiré son consentement"):
        ReplayPage.objects.get(pk=copy.pk).save_revision().publish()


def test_a_file_that_another_page_shows_leaves_the_favourites_and_the_feeds_too(
    space: Space, client: Client
) -> None:
    film = make_document("film.webm", b"\x1aE\xdf\xa3", collection=space.partner.collection)
    replay = make_replay(space.page, url_elsewhere="", document=film)
    guide = make_publication(space.page, url_elsewhere="", document=film)
    address = f"/favoris.zip?r={guide.pk}"

    def files() -> list[str]:
        body = b"".join(client.get(address).streaming_content)
        return zipfile.ZipFile(io.BytesIO(body)).namelist()[1:]

    before = files()
    enforce(make_consent(replay, withdrawn_on=TODAY))

    assert (len(before), files()) == (1, [])
    assert film.url not in client.get("/ressources.json").content.decode()


def test_a_withdrawal_stops_what_would_publish_the_replay(
    space: Space, animator: User, as_user: Any
) -> None:
    waiting = make_replay(space.page, live=False, url_elsewhere="https://video.example/2")
    waiting.get_workflow().start(waiting, space.writer)
    planned = make_replay(space.page, live=False, url_elsewhere="https://video.example/3")
    planned.go_live_at = timezone.now() + dt.timedelta(days=1)
    planned.save_revision().publish()
    assert planned.revisions.exclude(approved_go_live_at=None).exists()

    for page in (waiting, planned):
        assert enforce(make_consent(page, withdrawn_on=TODAY)) == 1

    assert ReplayPage.objects.get(pk=waiting.pk).current_workflow_state is None
    assert not planned.revisions.exclude(approved_go_live_at=None).exists()


def test_it_cannot_be_published_again_while_the_withdrawal_stands(
    consent: RecordingConsent, animator: User, as_user: Any
) -> None:
    client = as_user(animator)
    edit(client, consent, withdrawn_on=str(TODAY))

    refused = send(client, edit_url(consent.replay), PUBLISH)
    edit(client, consent)  # the withdrawal was an error: the team takes it back
    published = send(client, edit_url(consent.replay), PUBLISH)

    assert "a retiré son consentement" in errors(refused)["url_elsewhere"][0]
    assert published.status_code == 302
    assert is_live(consent.replay)


def test_a_partner_cannot_take_a_withdrawal_back(
    consent: RecordingConsent, space: Space, animator: User, as_user: Any
) -> None:
    writer = as_user(space.writer)
    edit(writer, consent, withdrawn_on=str(TODAY))

    edit(writer, consent)
    writer.post(f"{REGISTER}delete/{consent.pk}/")

    assert RecordingConsent.objects.get().withdrawn_on == TODAY
    as_user(animator).post(f"{REGISTER}delete/{consent.pk}/")
    assert not RecordingConsent.objects.exists()


def test_a_consent_ends_after_its_last_day(space: Space) -> None:
    def replay(number: int, **fields: Any) -> ReplayPage:
        page = make_replay(space.page, url_elsewhere=f"https://video.example/{number}")
        make_consent(page, **fields)
        return page

    over, last_day = replay(1, until=YESTERDAY), replay(2, until=TODAY)
    endless, withdrawn = replay(3), replay(4, withdrawn_on=YESTERDAY)

    assert end_expired_consents() == 2
    assert end_expired_consents() == 0
    live = [is_live(page) for page in (over, last_day, endless, withdrawn)]
    assert live == [False, True, True, False]
    assert end_expired_consents(TODAY + dt.timedelta(days=1)) == 1


def test_the_partner_and_the_team_are_told_and_nobody_is_named(
    consent: RecordingConsent,
    space: Space,
    other_space: Space,
    animator: User,
    as_user: Any,
) -> None:
    gone = User.objects.create_user("partie@reseau.example", "secret", is_active=False)
    gone.groups.add(space.partner.writers)
    mail.outbox.clear()

    edit(as_user(space.writer), consent, withdrawn_on=str(TODAY))

    assert sorted(to for message in mail.outbox for to in message.to) == sorted(
        [space.writer.email, space.reviewer.email, animator.email]
    )
    assert all(len(message.to) == 1 for message in mail.outbox)
    message = mail.outbox[0]
    assert message.subject == "Replay retiré du site : La table ronde"
    assert REGISTER in message.body
    assert edit_url(consent.replay) in message.body
    assert PERSON not in message.body


def test_a_replay_of_the_general_list_is_its_named_partner_s(
    structure: Structure, space: Space
) -> None:
    replay = make_replay(structure.resources, partner=space.partner)

    assert set(people_to_tell(replay)) == {space.writer, space.reviewer}


def test_the_mails_wait_in_the_queue(
    consent: RecordingConsent, space: Space, as_user: Any, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "post_office.EmailBackend"

    edit(as_user(space.writer), consent, withdrawn_on=str(TODAY))

    assert not is_live(consent.replay)
    waiting = [address for queued in Email.objects.all() for address in queued.to]
    assert sorted(waiting) == sorted([space.writer.email, space.reviewer.email])


def test_the_register_asks_as_much_for_many_rows(
    replay: ReplayPage, animator: User, as_user: Any
) -> None:
    client = as_user(animator)
    make_consent(replay)
    one = queries_of(lambda: client.get(REGISTER))
    for _number in range(20):
        make_consent(replay)

    assert queries_of(lambda: client.get(REGISTER)) <= one + 1
