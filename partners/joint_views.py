"""The partners of a page in the admin: their list, and the answer of those who have an account."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.log_actions import log

from hub.models import HubPage, User
from partners.joint import LIST_CHANGED, is_settled, lines, may_name_partners
from partners.joint_forms import AnswerForm, JointPartnerFormSet
from partners.models import JointReviewTask
from partners.models.joint import AGREE, follow_partners
from partners.models.review import Refused


def joint_partners(request: HttpRequest, page_id: int) -> HttpResponse:
    """Name the other partners of a page, and what is given to and asked of each."""
    page = get_object_or_404(HubPage, pk=page_id)
    user = request.user
    assert isinstance(user, User)  # the admin lets nobody else in
    if not may_name_partners(user, page):
        raise Http404
    settled = is_settled(user, page)
    sent = request.POST if request.method == "POST" and not settled else None
    formset = JointPartnerFormSet(
        sent,
        queryset=page.joint_partners.select_related("partner"),
        form_kwargs={"page": page},
        prefix="partners",
    )
    if formset.is_bound and formset.is_valid() and _keep(formset, page, user):
        messages.success(request, _("Les partenaires de la page sont à jour."))
        return redirect("joint_partners", page.pk)
    context = {
        "page": page.get_latest_revision_as_object(),
        "formset": formset,
        "settled": settled,
        "lines": lines(page),
    }
    return render(request, "partners/admin/joint_partners.html", context)


def _keep(formset: Any, page: HubPage, user: User) -> bool:
    """Save the list with its log; not if somebody has named the same partner meanwhile."""
    try:
        with transaction.atomic():
            formset.save()
            if formset.new_objects or formset.changed_objects or formset.deleted_objects:
                names = [str(row.partner) for row in page.joint_partners.select_related("partner")]
                log(page.specific, LIST_CHANGED, user=user, data={"partners": names})
                follow_partners(page, user)
    except IntegrityError:
        for form in formset.extra_forms:
            form.add_error("partner", _("Cette organisation vient d'être ajoutée à la liste."))
        return False
    return True


def joint_answer(request: HttpRequest, page_id: int) -> HttpResponse:
    """Let a reviewer answer for their partner, beside the page and who else is waited for."""
    page = get_object_or_404(HubPage, pk=page_id)
    task, user = page.current_workflow_task, request.user
    assert isinstance(user, User)  # the admin lets nobody else in
    if not isinstance(task, JointReviewTask) or not task.decides(page, user):
        raise Http404
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        action = AGREE if form.approves else "reject"
        comment = form.cleaned_data["comment"]
        try:
            task.on_action(page.current_workflow_task_state, user, action, comment=comment)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Votre réponse est notée."))
            return redirect("wagtailadmin_home")
    context = {
        "page": page.get_latest_revision_as_object(),
        "form": form,
        "lines": lines(page),
        "task": task,
    }
    return render(request, "partners/admin/joint_answer.html", context)
