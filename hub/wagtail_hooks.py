"""The shared objects in the admin, and who may read a document."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from hub.access import shown_documents
from hub.accounts import views as account_views
from hub.choosing import choosable
from hub.filters import PageFilters
from hub.models import HubDocument, HubPage, Theme
from hub.page_lists import ExplorerView, SearchView, listed
from hub.rich_text import FactsDocumentLinkHandler
from hub.serving import is_reader_of_drafts


class ThemeViewSet(SnippetViewSet):
    """Themes."""

    model = Theme
    icon = "tag"
    menu_label = _("Thèmes")
    menu_order = 220
    add_to_admin_menu = True
    list_display = ["name", "slug"]


register_snippet(ThemeViewSet)


class HubPageViewSet(PageViewSet):
    """The lists of pages of the explorer; those of one type extend it."""

    model = HubPage
    parent_models = [HubPage]
    index_view_class = ExplorerView
    search_view_class = SearchView
    filterset_class = PageFilters


@hooks.register("register_admin_viewset")
def page_viewset() -> HubPageViewSet:
    """List the pages so that no list names people of elsewhere."""
    return HubPageViewSet()


@hooks.register("construct_page_chooser_queryset")
def only_choosable_pages(pages: Any, request: HttpRequest) -> Any:
    """Offer no draft of another partner in the page chooser, browsed or searched."""
    own = choosable(request.user, HubPage).order_by().values("pk")
    return listed(pages.filter(pk__in=own)).prefetch_related("tree_parent")


class ChoosableDocuments(DocumentsAdminAPIViewSet):
    def get_queryset(self) -> Any:
        own = choosable(self.request.user, self.model)
        return super().get_queryset().filter(pk__in=own.order_by().values("pk"))


class ChoosableImages(ImagesAdminAPIViewSet):
    def get_queryset(self) -> Any:
        own = choosable(self.request.user, self.model)
        return super().get_queryset().filter(pk__in=own.order_by().values("pk"))


@hooks.register("construct_admin_api", order=100)
def only_choosable_files(router: Any) -> None:
    """List in the admin's API the files that the person may choose; after Wagtail's own."""
    router.register_endpoint("documents", ChoosableDocuments)
    router.register_endpoint("images", ChoosableImages)


@hooks.register("before_serve_document", order=50)
def only_published_documents(document: HubDocument, request: HttpRequest) -> HttpResponse | None:
    """Serve a document to visitors only while a published page shows it; 404 otherwise.

    Its editors see it always. Wagtail's own check, of private collections, comes before.
    """
    if is_reader_of_drafts(request.user, document):
        return None
    if shown_documents([document.pk]):
        return None
    return HttpResponseNotFound(
        _("Ce document n'est pas publié."), content_type="text/plain; charset=utf-8"
    )


@hooks.register("before_bulk_action")
def only_complete_pages(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """Publish several pages at once only if all are complete; else say which are not."""
    if action_type != "publish" or action.model is not HubPage:
        return None
    pages = list(objects)
    if action.get_execution_context().get("include_descendants"):
        for page in objects:
            pages += page.get_descendants().not_live()
    drafts = [page.specific.get_latest_revision_as_object() for page in pages]
    titles = [f"« {draft.title} »" for draft in drafts if not draft.is_complete()]
    if not titles:
        return None
    messages.error(
        request,
        _("Rien n'a été publié : il manque quelque chose à %(pages)s. Ouvrez-les pour le voir.")
        % {"pages": ", ".join(titles)},
    )
    return redirect(action.next_url)


@hooks.register("before_bulk_action")
def delete_from_above(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> None:
    """Leave to the page above those that go with it: Wagtail looks for them once they are gone."""
    if action_type == "delete" and action.model is HubPage:
        paths = {page.path for page in objects}
        step = HubPage.steplen
        objects[:] = [
            page
            for page in objects
            if not any(page.path[:end] in paths for end in range(step, len(page.path), step))
        ]


@hooks.register("before_edit_page")
def decision_is_readable(request: HttpRequest, page: HubPage) -> None:
    """Refuse a decision whose data is not that of its form: Wagtail reads it after it has saved."""
    try:
        said = json.loads(request.POST.get("workflow-action-extra-data", "{}"))
    except ValueError as error:
        raise BadRequest("No JSON.") from error
    if not isinstance(said, dict) or not said.keys() <= {"comment"}:
        raise BadRequest("No data of a decision.")


@hooks.register("before_edit_page")
def autosave_decides_nothing(request: HttpRequest, page: HubPage) -> HttpResponse | None:
    """Refuse an autosave that carries a decision, which its button sends by itself.

    Wagtail writes the decision into the form, and its autosave may send the form once more: the
    second request, begun before the end of the first, would save the page as it was before it.
    """
    if request.accepts("text/html") or not any(name.startswith("action-") for name in request.POST):
        return None
    return JsonResponse(
        {
            "success": False,
            "error_code": "decided",
            "error_message": gettext("La décision est en cours d'enregistrement."),
        },
        status=400,
    )


@hooks.register("register_rich_text_features", order=100)
def document_links_with_facts(features: Any) -> None:
    """Say what a document is where a text links to it too; after Wagtail's own registration."""
    features.register_link_type(FactsDocumentLinkHandler)


@hooks.register("insert_global_admin_css")
def admin_css() -> str:
    """Give the admin the network's colours."""
    return format_html('<link rel="stylesheet" href="{}">', static("hub/css/admin.css"))


@hooks.register("register_admin_urls")
def account_urls() -> list[URLPattern]:
    """The security of one's account, behind Wagtail's check of who may enter."""
    return [
        path("account/securite/", account_views.SecurityView.as_view(), name="account_security"),
        path(
            "account/securite/application/",
            account_views.SetUpView.as_view(),
            name="account_set_up",
        ),
        path(
            "account/securite/codes/",
            account_views.RecoveryCodesView.as_view(),
            name="account_recovery_codes",
        ),
        path(
            "account/securite/retrait/", account_views.RemoveView.as_view(), name="account_remove"
        ),
        path("account/securite/sessions/", account_views.close_sessions, name="account_sessions"),
        path(
            "users/<int:user_id>/double-authentification/",
            account_views.reset,
            name="second_factor_reset",
        ),
    ]


@hooks.register("register_account_menu_item")
def account_security(request: HttpRequest) -> dict[str, Any]:
    """Lead from one's account to its security."""
    return {
        "url": reverse("account_security"),
        "label": _("Sécurité du compte"),
        "help_text": _("La double authentification, et les sessions ouvertes sur vos appareils."),
    }


@hooks.register("register_log_actions")
def account_actions(actions: Any) -> None:
    """Give the audit log the words for what becomes of a second factor."""
    name = "hub.second_factor"
    actions.register_action(
        f"{name}.set_up",
        _("Régler la double authentification"),
        _("Double authentification réglée"),
    )
    actions.register_action(
        f"{name}.codes", _("Faire de nouveaux codes de secours"), _("Nouveaux codes de secours")
    )
    actions.register_action(
        f"{name}.remove",
        _("Retirer sa double authentification"),
        _("Double authentification retirée par la personne"),
    )
    actions.register_action(
        f"{name}.reset",
        _("Réinitialiser la double authentification"),
        _("Double authentification réinitialisée par l'administration"),
    )
