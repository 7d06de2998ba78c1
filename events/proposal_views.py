"""The public pages through which anybody proposes an event or a pole."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from events import proposals
from events.antispam import count_today, until_tomorrow
from events.enums import ProposalKind
from events.models import Proposal
from events.models.proposal import PERSONAL_DATA_KEPT, digest
from events.proposal_forms import FORMS, ProposalForm
from hub.accounts.throttling import client_address

PER_ADDRESS = 10  # proposals a day

TITLES = {
    ProposalKind.EVENT: _("Proposer un événement"),
    ProposalKind.POLE: _("Proposer un pôle"),
}

private = cache_control(private=True, no_cache=True)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, kind: ProposalKind) -> HttpResponse:
    """Show the form and receive it; 404 while there is no page to propose anything to."""
    index = get_object_or_404(proposals.INDEXES[kind].objects.shown())
    form: ProposalForm = FORMS[kind](request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        if _is_welcome(request, form):
            proposals.receive(kind, form)
            return redirect("proposal_sent")
        status = 429
        form.add_error(
            None,
            _(
                "Trop de propositions sont arrivées aujourd'hui : votre texte est encore ici, "
                "gardez-le et renvoyez-le demain, ou écrivez à l'adresse du pied de page."
            ),
        )
    context = {
        "form": form,
        "title": TITLES[kind],
        "index": index,
        "days": PERSONAL_DATA_KEPT.days,
    }
    response = render(request, "events/proposal.html", context, status=status)
    if status == 429:
        response["Retry-After"] = str(until_tomorrow())
    return response


def _is_welcome(request: HttpRequest, form: ProposalForm) -> bool:
    """Whether the proposal of a valid form is within the day's limits, or here already."""
    if Proposal.objects.filter(submission=form.submission).exists():
        return True
    if proposals.are_full(form.cleaned_data["sender_email"]):
        return False
    return count_today("proposals", client_address(request) or "") <= PER_ADDRESS


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say what comes next, the same to everybody."""
    return render(request, "events/proposal_sent.html", {"title": _("Confirmez par courriel")})


@private
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show the link's page and, by its button, confirm: programs that read mails open links too.

    Too late, the button sends a new link: the text is kept for some days more.
    """
    proposal = get_object_or_404(Proposal, token_digest=digest(token))
    if request.method == "POST":
        if proposal.is_expired:
            proposals.send_link(proposal)
            return redirect("proposal_sent")
        proposals.confirm(proposal.pk)
        return redirect(request.path)
    context: dict[str, Any] = {"proposal": proposal, "title": _("Votre proposition")}
    return render(request, "events/proposal_confirm.html", context)
