"""Views of Wagtail's admin that ask too little before they answer.

Each stays Wagtail's own, at its own address; what it forgets to ask is asked before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, URLResolver
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.reports.audit_logging import LogEntriesView
from wagtail.admin.views.reports.workflows import WorkflowView
from wagtail.models import Revision, Task, TaskState
from wagtail.permissions import policy_registry

from hub.choosing import choosable, explorable_pages, number
from hub.filters import SiteHistoryFilters, WorkflowFilters
from hub.models import HubPage
from hub.register import sees_all_partners

View = Callable[..., HttpResponse]


def _explores(request: HttpRequest, given: Any) -> bool:
    """Whether the page of this number stands where the person works."""
    pk = number(given)
    return pk is not None and explorable_pages(request.user).filter(pk=pk).exists()


def chooses_page(request: HttpRequest, parent_page_id: int) -> bool:
    """The page chooser opens on any page, and names it: drafts of others too."""
    return choosable(request.user, HubPage).filter(pk=parent_page_id).exists()


def chooses_pages(request: HttpRequest) -> bool:
    """The page chooser returns the titles of all the numbers that it is given."""
    asked = {number(given) for given in request.GET.getlist("id")}
    found = choosable(request.user, HubPage).filter(pk__in=asked - {None})
    return set(found.values_list("pk", flat=True)) == asked


def edits_page(request: HttpRequest, page_id: int, **rest: Any) -> bool:
    """The views of the workflow name the page before they ask who reviews it."""
    page = get_object_or_404(HubPage, pk=page_id)
    return bool(page.specific.permissions_for_user(request.user).can_edit())


def reviews_page(request: HttpRequest, page_id: int, task_state_id: int, **rest: Any) -> bool:
    """The action of a workflow is asked of one page and done to the state of another.

    So a reviewer could approve a stranger's page, or their own, in the name of a third.
    """
    state = get_object_or_404(TaskState.objects.select_related("workflow_state"), pk=task_state_id)
    return state.workflow_state.object_id == str(page_id) and edits_page(request, page_id)


def moves_page(request: HttpRequest, page_to_move_id: int, destination_id: int) -> bool:
    """The confirmation of a move names the page and its new parent, and asks no right over them."""
    page = get_object_or_404(HubPage, pk=page_to_move_id)
    may_move = page.specific.permissions_for_user(request.user).can_move()
    return bool(may_move and _explores(request, destination_id))


def sends_where_they_work(request: HttpRequest, **rest: Any) -> bool:
    """A refused copy or move shows its form again, with the title of the page it was sent to."""
    sent = [*request.POST.getlist("new_parent_page"), *request.POST.getlist("chooser")]
    return all(_explores(request, given) for given in sent)


def copies_where_they_work(request: HttpRequest, page_id: int) -> bool:
    """As above; and a copy that is sent nowhere would be an error of the server."""
    if request.method == "POST" and "new_parent_page" not in request.POST:
        return False
    return sends_where_they_work(request)


def acts_on_rows(request: HttpRequest, model_name: str = "", **rest: Any) -> bool:
    """An action on several rows reads their numbers, and that of the list which holds them all."""
    asked = [given for given in request.GET.getlist("id") if given != "all"]
    above = request.GET.getlist("childOf")
    if None in map(number, [*asked, *above]):
        return False
    if model_name == HubPage._meta.model_name and not all(_explores(request, n) for n in above):
        return False
    return sends_where_they_work(request)


def reverts_to_its_own(request: HttpRequest, page_id: int, revision_id: int) -> bool:
    """A page is sent back to a revision of its own alone; raise ``Http404`` for another's."""
    get_object_or_404(Revision.page_revisions, pk=revision_id, object_id=str(page_id))
    return True


def brings_an_address(request: HttpRequest) -> bool:
    """The form of an external link fails without its field."""
    return request.method != "POST" or "external-link-chooser-url" in request.POST


def only_reads(request: HttpRequest) -> bool:
    """A chooser that creates nothing fails where something is posted to it."""
    return request.method != "POST"


def sees_the_network(request: HttpRequest) -> bool:
    """The report of page types names the page of each type that was last edited, anyone's."""
    return sees_all_partners(request.user)


def keeps_workflows(request: HttpRequest, **rest: Any) -> bool:
    """The chooser of tasks serves the form of workflows alone, and asks nothing."""
    policy = policy_registry.get_by_type(Task)
    return bool(policy.user_has_any_permission(request.user, {"add", "change"}))


def brings_a_signed_import(request: HttpRequest) -> bool:
    """The second step of an import of redirects fails on a form that the first did not sign."""
    try:
        for name in ("import_file_name", "input_format"):
            Signer().unsign(request.POST.get(name, ""))
    except BadSignature:
        return request.method != "POST"
    return True


def never(request: HttpRequest) -> bool:
    """An error on purpose, which anybody of the admin could write in the logs."""
    return False


# By the name of Wagtail's address.
GUARDS: dict[str, Callable[..., bool]] = {
    "wagtailadmin_choose_page_child": chooses_page,
    "wagtailadmin_choose_page_chosen_multiple": chooses_pages,
    "wagtailadmin_pages:copy": copies_where_they_work,
    "wagtailadmin_pages:move": sends_where_they_work,
    "wagtailadmin_pages:move_confirm": moves_page,
    "wagtailadmin_error_test": never,
    "wagtailredirects:process_import": brings_a_signed_import,
    "wagtail_bulk_action": acts_on_rows,
    "wagtailadmin_choose_page_external_link": brings_an_address,
    "wagtailadmin_pages:revisions_revert": reverts_to_its_own,
    "wagtailsnippetchoosers_hub_theme:create": only_reads,
    "wagtailadmin_pages:workflow_action": reviews_page,
    "wagtailadmin_pages:collect_workflow_action_data": reviews_page,
    "wagtailadmin_pages:confirm_workflow_cancellation": edits_page,
    "wagtailadmin_pages:workflow_preview": edits_page,
    "wagtailadmin_reports:page_types_usage": sees_the_network,
    "wagtailadmin_reports:page_types_usage_results": sees_the_network,
    "wagtailadmin_workflows:task_chooser": keeps_workflows,
    "wagtailadmin_workflows:task_chooser_results": keeps_workflows,
    "wagtailadmin_workflows:task_chooser_create": keeps_workflows,
    "wagtailadmin_workflows:task_chosen": keeps_workflows,
}
# Whose filters would name every person of the site.
REPLACED: dict[str, View] = {
    f"wagtailadmin_reports:{name}{end}": view.as_view(filterset_class=filters, results_only=part)
    for name, view, filters in [
        ("site_history", LogEntriesView, SiteHistoryFilters),
        ("workflow", WorkflowView, WorkflowFilters),
    ]
    for end, part in [("", False), ("_results", True)]
}


def _patterns(patterns: list[Any], namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _patterns(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}", pattern


def _guarded(view: View, allows: Callable[..., bool]) -> View:
    def guard(request: HttpRequest, **arguments: Any) -> HttpResponse:
        if not allows(request, **arguments):
            raise PermissionDenied
        return view(request, **arguments)

    return require_admin_access(guard)


def guard(patterns: list[Any]) -> list[Any]:
    """Return Wagtail's ``patterns`` with their guards; raise where a guarded address is gone."""
    unguarded = {*GUARDS, *REPLACED}
    for name, pattern in _patterns(patterns):
        if name in GUARDS:
            pattern.callback = _guarded(pattern.callback, GUARDS[name])
        elif name in REPLACED:
            pattern.callback = require_admin_access(REPLACED[name])
        unguarded.discard(name)
    if unguarded:
        raise ImproperlyConfigured(f"No address of the admin is named {sorted(unguarded)}.")
    return patterns
