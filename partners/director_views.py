"""The answer of a partner's director, who has no account, by a signed link that serves once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from partners.joint_forms import DirectorForm
from partners.models import JointApproval, ReviewTaskState, partners_of_section
from partners.models.joint import LINK_DAYS, SALT, conclude

View = Callable[..., HttpResponse]


class Over(Exception):  # noqa: N818  a state of a link, not a fault
    """A link that serves no more; its text says why."""


def confidential(view: View) -> View:
    """Keep an answer out of caches and search engines, and its address, a secret, out of others'
    logs. Raise ``Http404`` where no link of ours was altered or made up; say it where one is over.
    """

    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        try:
            response = view(request, token)
        except Over as over:
            response = render(
                request, "partners/director_gone.html", {"title": str(over)}, status=410
            )
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return answer


def read(token: str, *, lock: bool = False) -> JointApproval:
    """Return the answer waited for behind ``token``; with ``lock``, nobody else decides meanwhile.

    Raises ``Http404`` for a token that is not ours and ``Over`` for one that serves no more.
    """
    signer = TimestampSigner(salt=SALT)
    try:
        nonce = signer.unsign(token, max_age=dt.timedelta(days=LINK_DAYS))
    except SignatureExpired as error:
        raise Over(_("Ce lien a expiré")) from error
    except BadSignature as error:
        raise Http404 from error
    approval = (
        JointApproval.objects.filter(nonce=nonce).select_related("partner", "task_state").first()
    )
    if approval is None:
        raise Over(_("Ce lien a été retiré"))
    if lock:
        approval.task_state = ReviewTaskState.objects.select_for_update().get(
            pk=approval.task_state_id
        )
        approval.refresh_from_db(fields=["answered_at"])
    if approval.answered_at:
        raise Over(_("Ce lien a déjà servi"))
    if not approval.is_open or approval.partner.suspended_at:
        raise Over(_("Cette page n'attend plus votre accord"))
    return approval


# Who holds the address is who answers: there is no session to abuse, so no cookie is set.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@confidential
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show the page that waits and ask for the answer. Only POST decides: mail filters follow
    links."""
    approval = read(token)
    form = DirectorForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _decide(token, form):
        title = _("Merci, votre réponse est enregistrée")
        context = {"title": title, "approves": form.approves, "approval": approval}
        return render(request, "partners/director_thanks.html", context)
    page = approval.page
    workflow = approval.task_state.workflow_state
    context = {
        "title": _("Votre accord est demandé"),
        "approval": approval,
        "subject": page.get_latest_revision_as_object(),
        "owners": partners_of_section(page),
        "submitter": workflow.requested_by.get_full_name() if workflow.requested_by else "",
        "form": form,
        "token": token,
    }
    return render(request, "partners/director.html", context)


@transaction.atomic
def _decide(token: str, form: DirectorForm) -> bool:
    """Write the answer, unless the page cannot be published as it stands."""
    approval = read(token, lock=True)
    said: dict[str, Any] = form.cleaned_data
    draft = approval.page.get_latest_revision_as_object()
    if form.approves and not draft.is_complete():
        form.add_error(
            "decision", _("Il manque quelque chose à cette page pour paraître : renvoyez-la.")
        )
        return False
    approval.answer(approved=form.approves, comment=said["comment"], role=said["role"])
    conclude(approval.task_state, approved=form.approves, user=None)
    return True


@require_safe
@confidential
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """Show the page as it waits, as a visitor without an account would see it published."""
    draft = read(token).page.get_latest_revision_as_object()
    return draft.make_preview_request(preview_mode=draft.default_preview_mode)
