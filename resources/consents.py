"""What the end of a consent does: the replay leaves the site, and those who answer for it know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log

from hub.mail import post
from hub.models import User
from partners.models import partners_of_section
from partners.spaces import NETWORK_TEAM
from resources.models import RecordingConsent, ReplayPage

END_CONSENT = "resources.end_consent"  # the action of the audit log


def kept_documents(numbers: Iterable[int]) -> set[int]:
    """Return those of these documents that consents keep from visitors. One query.

    They are the proofs, and the recordings whose consent has ended, whatever page shows them.
    """
    wanted = set(numbers)
    proofs = RecordingConsent.objects.order_by().filter(proof__in=wanted).values_list("proof")
    ended = RecordingConsent.objects.order_by().ended().filter(replay__document__in=wanted)
    return {pk for (pk,) in proofs.union(ended.values_list("replay__document"))}


def end_expired_consents(today: dt.date | None = None) -> int:
    """Take off the replays whose consents have ended by ``today``; return how many there were.

    For the periodic command: a consent ends at midnight without anybody's gesture. A replay that
    a publication brought back in the very moment of a withdrawal is taken off again here.
    """
    return sum(enforce(consent) for consent in RecordingConsent.objects.ended(today))


def enforce(consent: RecordingConsent, user: User | None = None) -> int:
    """Take off every page that shows the recording of a ``consent`` that has ended.

    Returns how many were on the site or on the way to it. ``user`` is who ended it; none for the
    calendar.
    """
    pages = ReplayPage.objects.of_recording(consent.replay)
    return sum(_take_off(page, consent, user) for page in pages)


@transaction.atomic
def _take_off(replay: ReplayPage, consent: RecordingConsent, user: User | None) -> bool:
    """Unpublish ``replay`` and stop what would publish it: its workflow and its schedule.

    The audit log and the mail name the consent by its number, never the person.
    """
    scheduled = replay.revisions.filter(approved_go_live_at__isnull=False)
    workflow = replay.current_workflow_state
    if not (replay.live or workflow or scheduled.exists()):
        return False
    if workflow:
        workflow.cancel(user=user)
    if replay.live:
        # Whoever notes a withdrawal takes the replay off, even who may publish nothing.
        UnpublishPageAction(replay, user=user).execute(skip_permission_checks=True)
    scheduled.update(approved_go_live_at=None)
    log(instance=replay, action=END_CONSENT, user=user, data={"consent": consent.pk})
    _tell(replay, consent)
    return True


def people_to_tell(replay: ReplayPage) -> QuerySet[User]:
    """Return the active people of the partner of ``replay`` and of the network's team."""
    partners = partners_of_section(replay)
    return (
        User.objects.filter(is_active=True)
        .filter(
            Q(groups__writers_of__in=partners)
            | Q(groups__reviewers_of__in=partners)
            | Q(groups__name=NETWORK_TEAM)
        )
        .distinct()
        .order_by("pk")
    )


def _tell(replay: ReplayPage, consent: RecordingConsent) -> None:
    """Write to them."""
    context = {
        "replay": replay,
        "consent": consent,
        "page_url": settings.BASE_URL + reverse("wagtailadmin_pages:edit", args=[replay.pk]),
        "register_url": settings.BASE_URL + reverse("consentements_modeladmin_index"),
    }
    people = people_to_tell(replay).values_list("email", flat=True)
    post(people, "resources/mail/consent_ended.txt", context)
