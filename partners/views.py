"""The inbox: its lists, and the decisions taken from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import TaskState, WorkflowState

from hub.listing import paginate
from hub.models import Partner, User
from partners import inbox
from partners.forms import ReturnForm
from partners.models.review import Refused, role_of

PER_PAGE = 20
ON_HOME = 5  # entries of each list on the admin's home


@dataclass
class Tab:
    """A list of the inbox, as ``user`` has it."""

    key: str
    label: Any
    empty: Any
    items: Any
    entries_of: Callable[[Any], list[inbox.Entry]]

    @cached_property
    def count(self) -> int:
        return int(self.items.order_by().count())

    @cached_property
    def first(self) -> list[inbox.Entry]:
        """The entries that the admin's home shows."""
        return self.entries_of(self.items[:ON_HOME])

    @property
    def url(self) -> str:
        return f"{reverse('inbox')}?liste={self.key}"


def tabs_of(user: User) -> list[Tab]:
    """Return the lists of ``user``: those of who reviews only to who may."""
    role = role_of(user)
    tabs = []
    if role.network or role.partners:
        tabs.append(
            Tab(
                "a-relire",
                gettext_lazy("À relire"),
                gettext_lazy("Rien n'attend votre relecture."),
                inbox.to_review(user, role),
                inbox.entries_of_states,
            )
        )
    if role.network:
        tabs += [
            Tab(
                "publie-sans-relecture",
                gettext_lazy("Publié sans relecture du réseau"),
                gettext_lazy("Vous avez tout vu."),
                inbox.published_unseen(),
                inbox.entries_of_states,
            ),
            Tab(
                "chez-les-partenaires",
                gettext_lazy("Chez les partenaires"),
                gettext_lazy("Rien n'attend la relecture d'un partenaire."),
                inbox.at_the_partners(),
                inbox.entries_of_states,
            ),
        ]
    return [
        *tabs,
        Tab(
            "renvoye",
            gettext_lazy("Renvoyé"),
            gettext_lazy("Rien ne vous a été renvoyé."),
            inbox.sent_back(user),
            inbox.entries_of_workflows,
        ),
        Tab(
            "en-relecture",
            gettext_lazy("En relecture"),
            gettext_lazy("Rien de ce que vous avez soumis n'est en relecture."),
            inbox.in_review(user),
            inbox.entries_of_workflows,
        ),
        Tab(
            "brouillons",
            gettext_lazy("Mes brouillons"),
            gettext_lazy("Vous n'avez pas de brouillon."),
            inbox.drafts(user),
            inbox.entries_of_pages,
        ),
    ]


def inbox_page(request: HttpRequest) -> HttpResponse:
    """Show one list whole, page by page; those of who reviews by partner too."""
    user = _user(request)
    tabs = tabs_of(user)
    key = request.GET.get("liste", tabs[0].key)
    tab = next((tab for tab in tabs if tab.key == key), None)
    if tab is None:
        raise Http404
    context: dict[str, Any] = {"tabs": tabs, "tab": tab}
    items = tab.items
    if tab.entries_of is inbox.entries_of_states:
        context["counts"] = inbox.counts_per_partner(items)
        context["partner"] = partner = _chosen(request, context["counts"])
        items = inbox.of_partner(items, partner)
    results = paginate(request, items, PER_PAGE)
    context |= {"results": results, "entries": tab.entries_of(results.object_list)}
    return render(request, "partners/admin/inbox.html", context)


def _chosen(request: HttpRequest, counts: list[inbox.PartnerCount]) -> Partner | None:
    """Return the partner that the address names among those of the list; 404 for another."""
    slug = request.GET.get("partenaire")
    if not slug:
        return None
    for count in counts:
        if count.partner.slug == slug:
            return count.partner
    raise Http404


@require_POST
def decide(request: HttpRequest, state_id: int) -> HttpResponse:
    """Approve a page, or send it back with a comment; say what misses beside its field."""
    user = _user(request)
    state = get_object_or_404(inbox.to_review(user, role_of(user)), pk=state_id)
    back = get_valid_next_url_from_request(request) or reverse("inbox")
    page, task = state.workflow_state.content_object, state.task.specific
    positive = [name for name, *_rest in task.get_actions(page, user) if name != "reject"]
    action = "reject" if "reject" in request.POST else next(iter(positive), "approve")
    title = page.get_admin_display_title()
    form = ReturnForm(request.POST)
    if action == "reject" and not form.is_valid():
        context = {"form": form, "entry": inbox.entries_of_states([state])[0], "next": back}
        return render(request, "partners/admin/send_back.html", context)
    comment = form.cleaned_data["comment"] if action == "reject" else ""
    try:
        task.on_action(state.specific, user, action, comment=comment)
    except Refused as refusal:
        messages.error(request, str(refusal))
    except ValidationError as error:
        why = {"why": " ".join(error.messages)}
        messages.error(request, _("Rien n'a été publié. %(why)s") % why)
    else:
        messages.success(request, decided(state, title, sent_back=action == "reject"))
    return redirect(back)


def decided(state: TaskState, title: str, *, sent_back: bool) -> str:
    """Return what who decided a ``state`` reads: what was done, and what follows."""
    said = _("« %(title)s » est renvoyée.") if sent_back else _("« %(title)s » est approuvée.")
    return f"{said % {'title': title}} {_what_follows(state)}".strip()


def _what_follows(state: TaskState) -> str:
    """Return what becomes of a page once its ``state`` was decided, to who decided it."""
    workflow = WorkflowState.objects.select_related("current_task_state__task").get(
        pk=state.workflow_state_id
    )
    if workflow.status == WorkflowState.STATUS_APPROVED and workflow.content_object.live:
        return _("Elle est en ligne.")
    now = workflow.current_task_state
    if workflow.status == WorkflowState.STATUS_IN_PROGRESS and now.task_id != state.task_id:
        return _("L'étape suivante : %(step)s.") % {"step": now.task.name}
    return ""


@require_POST
def seen(request: HttpRequest, state_id: int) -> HttpResponse:
    """Note that the network has seen what was published without it."""
    user = _user(request)
    if not role_of(user).network:
        raise Http404
    inbox.mark_seen(get_object_or_404(TaskState, pk=state_id), user)
    return redirect(get_valid_next_url_from_request(request) or reverse("inbox"))


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the admin lets nobody else in
    return request.user
