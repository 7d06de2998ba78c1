"""Two partners who each hold one of everything, marked with a word that nothing else has."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.contrib.redirects.models import Redirect
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Comment,
    CommentReply,
    PageLogEntry,
    PageViewRestriction,
    Site,
    UploadedFile,
    Workflow,
)

from events.enums import ProposalKind
from events.models import Proposal
from events.models.proposal import LINK_LIFE, digest
from events.proposals import confirm
from home.structure import Structure
from hub.blocks import StoryBlock
from hub.models import HubDocument, HubImage, HubPage, NetworkSettings, Theme, User
from partners.inbox import published_unseen
from partners.models import JointApproval
from partners.models.invitation import renew
from resources.extraction import LARGE
from resources.models import DailyCount, DocumentPage, DocumentReading, RecordingConsent
from tests.conftest import Space, make_space
from tests.factories import make_article, make_document, make_event, make_presentation, make_replay
from tests.partners.joint_pages import decide, join, submit

SENDER = "capucine"  # who proposed an event: for the network alone


@dataclass
class Holding:
    """A partner's people and one object of each kind, by the names that the verdicts use.

    ``secrets`` are the words that nobody else may read: the mark in titles, files, comments and
    personal data, and its people's addresses.
    """

    space: Space
    mark: str
    objects: dict[str, Any] = field(default_factory=dict)

    @property
    def secrets(self) -> list[str]:
        return [self.mark.lower(), self.space.writer.email, self.space.reviewer.email]


def make_holding(structure: Structure, name: str, mark: str) -> Holding:
    """Make the partner ``name`` with its space, and in it one of everything, named ``mark``."""
    space = make_space(structure, name)
    writer, collection = space.writer, space.partner.collection
    draft = make_article(
        space.page, live=False, title=f"{mark} brouillon", slug="brouillon", owner=writer
    )
    first, last = draft.latest_revision, draft.save_revision(user=writer, log_action=True)
    comment = Comment.objects.create(
        page=draft, user=writer, text=f"{mark} à relire", contentpath="title"
    )
    CommentReply.objects.create(comment=comment, user=space.reviewer, text=f"{mark} relu")

    live = make_article(space.page, title=f"Récit publié de {name}", owner=writer)
    live.title = f"{mark} à venir"
    live.save_revision(user=writer, log_action=True)
    live.refresh_from_db()
    alias = live.create_alias(parent=space.page, update_slug=f"{live.slug}-alias")

    private = make_article(space.page, title=f"{mark} en privé", slug="prive", owner=writer)
    restriction = PageViewRestriction.objects.create(
        page=private, restriction_type=PageViewRestriction.PASSWORD, password="mot de passe"
    )

    submitted = make_article(space.page, live=False, title=f"{mark} en relecture", owner=writer)
    state = submitted.get_workflow().start(submitted, writer)

    locked = make_article(space.page, live=False, title=f"{mark} verrouillé", owner=writer)
    HubPage.objects.filter(pk=locked.pk).update(
        locked=True, locked_by=writer, locked_at=timezone.now()
    )
    scheduled = make_article(space.page, live=False, title=f"{mark} programmé", owner=writer)
    scheduled.go_live_at = timezone.now() + dt.timedelta(days=3)
    planned = scheduled.save_revision(user=writer)
    planned.publish()

    document = make_document(
        f"{mark.lower()}.pdf", title=f"{mark} (document)", collection=collection
    )
    document.uploaded_by_user = writer
    document.save()
    image = HubImage.objects.create(
        title=f"{mark} (image)",
        file=get_test_image_file(f"{mark.lower()}.png", size=(20, 10)),
        collection=collection,
        uploaded_by_user=writer,
    )
    replay = make_replay(space.page, live=False, title=f"{mark} replay", owner=writer)
    consent = RecordingConsent.objects.create(
        replay=replay, person=f"{mark} (personne)", given_on=dt.date.today()
    )
    withdrawn = make_presentation(space.page, live=False, title=f"{mark} retirée", image=image)
    event = make_event(space.page, live=False, title=f"{mark} rencontre", owner=writer)
    DailyCount.objects.create(resource=withdrawn, day=dt.date.today(), downloads=3)
    for page in (draft, live):
        PageLogEntry.objects.log_action(page, "wagtail.edit", user=writer, title=page.title)

    return Holding(
        space,
        mark,
        {
            "section": space.page,
            "draft": draft,
            "first_revision": first,
            "revision": last,
            "live": live,
            "alias": alias,
            "private": private,
            "restriction": restriction,
            "submitted": submitted,
            "workflow_state": state,
            "task_state": state.current_task_state,
            "task": state.current_task_state.task,
            "locked": locked,
            "scheduled": scheduled,
            "planned_revision": planned,
            "document": document,
            "image": image,
            "collection": collection,
            "replay": replay,
            "consent": consent,
            "withdrawn": withdrawn,
            "partner": space.partner,
            "writer": writer,
            "group": space.partner.writers,
            "editing_session": EditingSession.objects.create(
                user=writer, content_object=draft, last_seen_at=timezone.now(), is_editing=True
            ),
            "event": event,
            "event_key": str(event.translation_key),
            "document_filename": document.filename,
            "draft_path": draft.url or f"/partenaires/{space.page.slug}/{draft.slug}/",
            "live_path": live.url,
            "private_path": private.url,
            "section_path": space.page.url,
            "uploaded_document": _uploaded(HubDocument, f"{mark.lower()}-envoi.pdf", writer),
            "uploaded_image": _uploaded(HubImage, f"{mark.lower()}-envoi.png", writer),
        },
    )


def _uploaded(model: Any, name: str, user: Any) -> UploadedFile:
    """Make a file of an upload of several that waits for the rest of its form."""
    return UploadedFile.objects.create(
        for_content_type=ContentType.objects.get_for_model(model),
        file=ContentFile(b"bytes", name=name),
        uploaded_by_user=user,
    )


def make_published(holding: Holding) -> dict[str, Any]:
    """Make what the partner has published, in words that anybody may read.

    No word of it is secret: what is refused here is what may be done with it.
    """
    space = holding.space
    yesterday = dt.date.today() - dt.timedelta(days=1)
    event = make_event(space.page, title="Rencontre tenue", start_date=yesterday)
    slides = make_presentation(space.page, title="Diapositives publiées")
    film = make_replay(space.page, title="Replay publié")
    for document in (slides.document, holding.objects["document"]):
        document._set_document_file_metadata()
        document.save()
        reading = DocumentReading.objects.create(document=document, file_hash=document.file_hash)
        image = ContentFile(b"webp", name=f"{document.pk}.webp")
        DocumentPage.objects.create(reading=reading, number=1, large=image, width=LARGE)
    return {
        "held_event": event,
        "held_event_key": str(event.translation_key),
        "slides": slides,
        "slides_document": slides.document,
        "slides_filename": slides.document.filename,
        "slides_version": slides.document.reading.version,
        "document_version": holding.objects["document"].reading.version,
        "width": str(LARGE),
        "film": film,
        "photo": get_test_image_file("photo.png", size=(20, 10)),
    }


def make_reviewed(holding: Holding, stranger: Space) -> dict[str, Any]:
    """Make pages at each step of their review, one of them with a second partner.

    Both partners read that one, and who holds the director's link: no word of it is secret.
    """
    space = holding.space
    at_network = make_article(space.page, live=False, title=f"{holding.mark} au réseau")
    submit(at_network, space.writer)
    decide(at_network, space.reviewer, "approve")

    joint = make_article(space.page, live=False, title="Une journée à deux")
    join(joint, stranger, must_approve=True, director_email="direction@littoral.example")
    submit(joint, space.writer)
    decide(joint, space.reviewer, "approve")

    space.partner.trusted = True
    space.partner.save()
    unseen = make_article(space.page, live=False, title="Publié sans le réseau")
    submit(unseen, space.writer)
    decide(unseen, space.reviewer, "approve")
    space.partner.trusted = False
    space.partner.save()

    return {
        "network_state": HubPage.objects.get(pk=at_network.pk).current_workflow_task_state,
        "joint": joint,
        "joint_state": HubPage.objects.get(pk=joint.pk).current_workflow_task_state,
        "director_token": JointApproval.objects.get().token,
        "unseen_state": published_unseen().get(),
    }


def make_proposals() -> dict[str, Any]:
    """Make a proposal that waits for the network, and one that its sender has yet to confirm."""
    waiting = Proposal.objects.create(
        kind=ProposalKind.EVENT,
        payload={"title": f"Rencontre de {SENDER}", "start_date": dt.date.today().isoformat()},
        sender_name=SENDER,
        sender_email=f"{SENDER}@dehors.example",
        token_digest=digest("confirmée"),
    )
    unconfirmed = Proposal.objects.create(
        kind=ProposalKind.EVENT,
        payload={"title": "Rencontre à confirmer", "start_date": dt.date.today().isoformat()},
        sender_email="autre@dehors.example",
        token_digest=digest("à confirmer"),
    )
    for proposal in (waiting, unconfirmed):
        proposal.token_expires_at = timezone.now() + LINK_LIFE
        proposal.save()
    confirm(waiting.pk)
    return {"proposal": waiting, "proposal_token": "à confirmer"}


def make_shared() -> dict[str, Any]:
    """Make or find what belongs to nobody in particular, by the names that the verdicts use."""
    site = Site.objects.get()
    NetworkSettings.objects.update_or_create(
        site=site,
        defaults=dict.fromkeys(("legal_notice", "privacy", "accessibility"), "<p>Écrit.</p>"),
    )
    closed = Collection.get_first_root_node().add_child(name="Réservé")
    return {
        "site": site,
        "workflow": Workflow.objects.get(),
        "theme": Theme.objects.create(name="Alimentation locale", slug="alimentation-locale"),
        "redirect": Redirect.objects.create(old_path="/ancien", redirect_link="/", site=site),
        "block": StoryBlock().child_blocks["text"].definition_prefix,
        "collection_restriction": CollectionViewRestriction.objects.create(
            collection=closed,
            restriction_type=CollectionViewRestriction.PASSWORD,
            password="mot de passe",
        ),
    }


def make_invitation(space: Space) -> dict[str, Any]:
    """Make somebody of the partner who has not chosen a password yet."""
    person = User.objects.create_user("invitee@bray.example")
    person.groups.add(space.partner.writers)
    return {"invited": person, "invitation": renew(person, None)}
