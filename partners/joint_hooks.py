"""Pages with several partners, where the admin shows them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter

from hub.models import HubPage, User
from partners import joint_views
from partners.joint import LIST_CHANGED, may_name_partners
from partners.models import JointReviewTask
from partners.models.joint import AGREED, NOBODY_ASKED, SENT_BACK


@hooks.register("register_page_header_buttons")
def partners_button(page: HubPage, user: User, view_name: str, **kwargs: Any) -> Iterator[Button]:
    """Lead from a page to the list of its partners."""
    if may_name_partners(user, page):
        yield Button(
            _("Partenaires de la page"),
            reverse("joint_partners", args=[page.pk]),
            icon_name="group",
            priority=45,
        )


class AnswerItem(ActionMenuItem):
    """The way to the answer, in the place of the buttons that a page that is frozen has not."""

    label = gettext_lazy("Répondre pour mon organisation…")
    name = "action-joint-answer"
    icon_name = "success"

    def is_shown(self, context: dict[str, Any]) -> bool:
        page = context.get("page")
        if context["view"] != "edit" or page is None:
            return False
        task = page.current_workflow_task
        return isinstance(task, JointReviewTask) and task.decides(page, context["request"].user)

    def get_url(self, context: dict[str, Any]) -> str:
        return reverse("joint_answer", args=[context["page"].pk])


@hooks.register("register_page_action_menu_item")
def answer_item() -> ActionMenuItem:
    return AnswerItem(order=0)


class Answered(LogFormatter):
    """Says for whom and by what way; never the address."""

    def format_message(self, log_entry: Any) -> str:
        message = str(self.message) % {"partner": log_entry.data.get("partner", "")}
        if log_entry.data.get("by_link"):
            message += _(" par un lien adressé à sa direction")
        return message

    def format_comment(self, log_entry: Any) -> str:
        return str(log_entry.data.get("comment", ""))


class ListChanged(LogFormatter):
    label = gettext_lazy("Changer les partenaires d'une page")

    def format_message(self, log_entry: Any) -> str:
        names = ", ".join(log_entry.data.get("partners", []))
        return _("Partenaires de la page : %(names)s") % {"names": names or _("aucun")}


@hooks.register("register_log_actions")
def joint_actions(actions: Any) -> None:
    """Give the page's history the words for what its partners do."""
    for action, label, message in (
        (
            AGREED,
            gettext_lazy("Donner l'accord d'un partenaire"),
            gettext_lazy("Accord donné par %(partner)s"),
        ),
        (
            SENT_BACK,
            gettext_lazy("Refuser l'accord d'un partenaire"),
            gettext_lazy("Page renvoyée par %(partner)s"),
        ),
        (
            NOBODY_ASKED,
            gettext_lazy("Accord sans personne pour le donner"),
            gettext_lazy("Accord non demandé à %(partner)s : personne ne peut y répondre"),
        ),
    ):
        words = {"label": label, "message": message}
        actions.register_action(action)(type("Answered", (Answered,), words))
    actions.register_action(LIST_CHANGED)(ListChanged)


@hooks.register("register_admin_urls")
def joint_urls() -> list[URLPattern]:
    return [
        path("page-partenaires/<int:page_id>/", joint_views.joint_partners, name="joint_partners"),
        path("page-accord/<int:page_id>/", joint_views.joint_answer, name="joint_answer"),
    ]
