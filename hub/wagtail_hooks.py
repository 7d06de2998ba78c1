"""The shared objects in the admin, and who may read a document."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from hub.access import shown_documents
from hub.models import HubDocument, HubPage, Theme
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
    search_fields = ["name"]


register_snippet(ThemeViewSet)


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
