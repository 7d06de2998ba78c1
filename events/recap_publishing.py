"""A recap and its resources made at once, linked to the event: all of them, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from events.models import EventPage, RecapPage
from hub.models import HubPage, User
from partners.models import PartnerPage
from resources.models import PresentationPage, ReplayPage, ResourceIndexPage, ResourcePage


class Decision(models.TextChoices):
    """What is asked for the pages once they are made."""

    DRAFT = "draft", gettext_lazy("Enregistrer le brouillon")
    SUBMIT = "submit", gettext_lazy("Soumettre à la relecture")
    PUBLISH = "publish", gettext_lazy("Publier")


def may_recap(event: HubPage, user: User) -> bool:
    """Whether the list offers « Publier le compte rendu »: the event is published, has begun and
    has no recap. No query: an event's only child is its recap."""
    return bool(
        event.specific_class is EventPage
        and event.live
        and event.listing_date
        and event.listing_date <= timezone.now()
        and event.numchild == 0
        and may_write(event, user)
    )


def may_write(page: HubPage, user: User) -> bool:
    """Whether ``user`` may add a page below ``page``."""
    permissions = page.permissions_for_user(user)
    return user.is_superuser or "add" in permissions.permissions


def obstacle(event: EventPage) -> str:
    """Return the sentence that says why there is nothing to recount yet; empty where there is."""
    slot = event.slot
    if not event.live or slot is None:
        return _("Cet événement n'est pas publié : publiez-le d'abord.")
    if slot.start > timezone.now():
        return _("Cet événement n'a pas commencé : son compte rendu se publiera ensuite.")
    return ""


def section_of(event: EventPage) -> HubPage:
    """Return where the resources go: the partner's section, or the network's list."""
    partner = PartnerPage.objects.ancestor_of(event).last()
    return partner or ResourceIndexPage.objects.get()


def decisions(event: EventPage, user: User) -> list[Decision]:
    """Return what ``user`` may ask, the first being the one that is proposed."""
    places = [event, section_of(event)]
    can_publish = all(p.permissions_for_user(user).can_publish_subpage() for p in places)
    found = [Decision.PUBLISH] if can_publish else []
    if event.has_workflow:
        found.append(Decision.SUBMIT)
    return [*found, Decision.DRAFT]


def take_over(page: ResourcePage, event: EventPage) -> None:
    """Give a resource what it shares with its event."""
    page.event_id = event.pk
    page.published_on = event.start_date
    page.poles = list(event.poles.all())
    classify(page, event)


def classify(page: HubPage, event: EventPage) -> None:
    """Give a page the event's place in the filters."""
    page.partner_id = event.partner_id
    page.territory_id = event.territory_id
    page.themes = list(event.themes.all())


def presentation(event: EventPage, document: Any, **fields: Any) -> PresentationPage:
    """Return the unsaved page of a file."""
    page = PresentationPage(document=document, **fields)
    take_over(page, event)
    return page


def replay(event: EventPage, **fields: Any) -> ReplayPage:
    """Return the unsaved page of a recording."""
    page = ReplayPage(**fields)
    take_over(page, event)
    return page


@transaction.atomic
def publish_together(
    event: EventPage,
    recap: RecapPage,
    resources: Sequence[ResourcePage],
    user: User,
    decision: Decision,
) -> RecapPage:
    """Add ``recap`` below ``event`` and the resources in their section, then do as decided.

    Raises ``ValidationError`` with sentences, and leaves nothing behind.
    """
    event = EventPage.objects.select_for_update().get(pk=event.pk)
    if RecapPage.objects.child_of(event).exists():
        raise ValidationError(_("Cet événement a déjà un compte rendu."))
    classify(recap, event)
    _add(event, recap, user)
    section = section_of(event)
    for page in resources:
        page.published_with = recap
        _add(section, page, user)
    if decision == Decision.DRAFT:
        return recap
    if errors := recap.publication_errors():
        raise ValidationError(errors)
    if decision == Decision.PUBLISH:
        recap.get_latest_revision().publish(user=user)
    elif workflow := recap.get_workflow():
        workflow.start(recap, user)
    else:
        raise ValidationError(_("Aucune relecture n'est réglée pour cette rubrique."))
    return recap


def _add(parent: HubPage, page: HubPage, user: User) -> None:
    page.live, page.owner = False, user
    parent.add_child(instance=page)
    revision = page.save_revision(user=user, log_action=False)
    log(instance=page, action="wagtail.create", user=user, revision=revision, content_changed=True)
