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
    Comment,
    CommentReply,
    PageLogEntry,
    PageViewRestriction,
    Site,
    UploadedFile,
    Workflow,
)

from home.models import ArticlePage
from home.structure import Structure
from hub.blocks import StoryBlock
from hub.models import HubDocument, HubImage, HubPage, NetworkSettings, Theme
from resources.models import DailyCount, RecordingConsent
from tests.conftest import Space, make_space
from tests.factories import make_article, make_document, make_event, make_presentation, make_replay


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
        file=get_test_image_file(f"{mark.lower()}.png"),
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


def make_shared() -> dict[str, Any]:
    """Make or find what belongs to nobody in particular, by the names that the verdicts use."""
    site = Site.objects.get()
    NetworkSettings.objects.update_or_create(
        site=site,
        defaults=dict.fromkeys(("legal_notice", "privacy", "accessibility"), "<p>Écrit.</p>"),
    )
    return {
        "site": site,
        "workflow": Workflow.objects.get(),
        "theme": Theme.objects.create(name="Alimentation locale", slug="alimentation-locale"),
        "redirect": Redirect.objects.create(old_path="/ancien", redirect_link="/", site=site),
        "block": StoryBlock().child_blocks["text"].definition_prefix,
    }


def fingerprint() -> dict[str, list[tuple[Any, ...]]]:
    """Return what a refused request must leave as it was."""
    return {
        "pages": list(
            HubPage.objects.order_by("pk").values_list(
                *("pk", "path", "title", "live", "locked", "latest_revision", "alias_of"),
            )
        ),
        "articles": list(ArticlePage.objects.order_by("pk").values_list("pk", "body")),
        "documents": list(HubDocument.objects.order_by("pk").values_list("pk", "title", "file")),
        "images": list(HubImage.objects.order_by("pk").values_list("pk", "title", "file")),
        "consents": list(RecordingConsent.objects.order_by("pk").values_list("pk", "person")),
        "comments": list(Comment.objects.order_by("pk").values_list("pk", "text", "resolved_at")),
        "uploads": list(UploadedFile.objects.order_by("pk").values_list("pk", "file")),
        "restrictions": list(PageViewRestriction.objects.order_by("pk").values_list("pk")),
    }
