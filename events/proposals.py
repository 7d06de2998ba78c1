"""What happens to a proposal: received, confirmed, decided, forgotten."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.delete_page import DeletePageAction

from events.enums import ProposalKind, ProposalOutcome
from events.models import EventIndexPage, Proposal
from events.models.proposal import LINK_LIFE, PERSONAL_DATA_KEPT, UNCONFIRMED_KEPT, digest
from events.proposal_forms import DRAFT_FORMS, ProposalForm
from hub.mail import post
from hub.models import HubPage, User
from poles.models import PoleIndexPage

INDEXES: dict[str, Any] = {
    ProposalKind.EVENT: EventIndexPage,
    ProposalKind.POLE: PoleIndexPage,
}
# Per day; a mail goes out for each proposal, to an address that may be another's.
PER_EMAIL = 5
PER_SITE = 200


def are_full(email: str) -> bool:
    """Whether as much as may be was proposed today, with this e-mail or in all."""
    today = Proposal.objects.of_today()
    return (
        today.filter(sender_email__iexact=email).count() >= PER_EMAIL or today.count() >= PER_SITE
    )


@transaction.atomic
def receive(kind: str, form: ProposalForm) -> None:
    """Keep what a valid form proposes, once, and ask its sender to confirm."""
    proposal, is_new = Proposal.objects.get_or_create(
        submission=form.submission,
        defaults={"kind": kind, "payload": form.payload, **form.sender},
    )
    if is_new:
        send_link(proposal)


def send_link(proposal: Proposal) -> None:
    """Send a new link to confirm; the one before opens nothing any more.

    The mail repeats nothing that was typed: the address may be somebody else's.
    """
    token = secrets.token_urlsafe(32)
    proposal.token_digest = digest(token)
    proposal.token_expires_at = timezone.now() + LINK_LIFE
    proposal.save(update_fields=["token_digest", "token_expires_at"])
    context = {
        "proposal": proposal,
        "path": reverse("proposal_confirm", args=[token]),
        "hours": LINK_LIFE // dt.timedelta(hours=1),
    }
    post([proposal.sender_email], "events/mail/proposal_confirm.txt", context)


@transaction.atomic
def confirm(pk: int) -> None:
    """Make the draft of a proposal whose sender has confirmed.

    It waits in the site's moderation, whose mail to the team names no sender: what a person gave
    stays where it will be deleted.
    """
    proposal = Proposal.objects.select_for_update().get(pk=pk)
    if proposal.confirmed_at or proposal.is_expired:
        return
    proposal.confirmed_at = timezone.now()
    proposal.page_id = _draft(proposal).pk
    proposal.save(update_fields=["confirmed_at", "page"])


def _draft(proposal: Proposal) -> HubPage:
    """Add the draft below its index page and start the workflow."""
    form = DRAFT_FORMS[proposal.kind](proposal.payload)
    form.is_valid()  # what has been removed since then, a theme, is left out
    page = form.page()
    page.live, page.has_unpublished_changes = False, True
    index = INDEXES[proposal.kind].objects.select_for_update().get()  # one child at a time
    index.add_child(instance=page)
    page.save_revision()
    if workflow := page.get_workflow():
        workflow.start(page, None)
    return page


@transaction.atomic
def accept(page: HubPage) -> None:
    """Tell who proposed a page that it is published."""
    for proposal in Proposal.objects.waiting().select_for_update().filter(page=page.pk):
        _decide(proposal, ProposalOutcome.PUBLISHED)
        context = {"proposal": proposal, "page": page, "address": page.full_url}
        post([proposal.sender_email], "events/mail/proposal_published.txt", context)


@transaction.atomic
def refuse(pk: int, reason: str, user: User) -> bool:
    """Refuse a proposal, tell its sender why, and delete its draft.

    Returns whether it was still to be decided.
    """
    proposal = Proposal.objects.select_for_update().filter(pk=pk).first()
    if proposal is None or not proposal.is_waiting:
        return False
    context = {"proposal": proposal, "title": proposal.title, "reason": reason}
    post([proposal.sender_email], "events/mail/proposal_refused.txt", context)
    if proposal.page and not proposal.page.live:
        # The team may decide even where it may not delete a page.
        DeletePageAction(proposal.page.specific, user).execute(skip_permission_checks=True)
        proposal.page = None
    _decide(proposal, ProposalOutcome.REFUSED)
    return True


def _decide(proposal: Proposal, outcome: ProposalOutcome) -> None:
    proposal.outcome, proposal.decided_at = outcome, timezone.now()
    proposal.save(update_fields=["outcome", "decided_at", "page"])


def forget_proposals() -> None:
    """Erase the personal data that is not needed any more; for the periodic command."""
    now = timezone.now()
    Proposal.objects.unconfirmed().filter(created_at__lt=now - UNCONFIRMED_KEPT).delete()
    decided = Proposal.objects.filter(decided_at__lt=now - PERSONAL_DATA_KEPT)
    for proposal in decided.exclude(sender_email=""):
        proposal.forget_sender()
        proposal.save()
