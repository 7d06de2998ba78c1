"""The partners' profiles and the first step of moderation."""

from __future__ import annotations

from typing import Any

from django.db.models import (
    Case,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    When,
)
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Task, TaskState

from hub.blocks import StoryBlock, words_of
from hub.listing import paginate
from hub.models import HubPage, User
from hub.models.network import Partner, PartnerLevel
from partners.invitation import Invitation as Invitation

PAGES_PER_PARTNER = 12


class PartnerIndexPage(HubPage):
    """The list of the network's partners."""

    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["partners.PartnerPage"]

    class Meta:
        verbose_name = _("liste des partenaires")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        partners = (
            PartnerPage.objects.child_of(self)
            .shown()
            .for_cards()
            .select_related("partner__logo", "partner__territory")
            .prefetch_related("partner__logo__renditions")
            .order_by(
                Case(
                    *[
                        When(partner__level=level, then=place)
                        for place, level in enumerate(PartnerLevel.values)
                    ]
                ),
                "title",
            )
        )
        context["partners"] = paginate(request, partners, 48)
        return context


class PartnerPage(HubPage):
    """A partner's profile, and the section in which its people write."""

    body = StreamField(StoryBlock(), verbose_name=_("présentation"), blank=True)

    content_panels = [*HubPage.content_panels, "body", HubPage.classification_panel]
    search_fields = [*HubPage.search_fields]

    parent_page_types = ["partners.PartnerIndexPage"]
    subpage_types = [
        "home.ArticlePage",
        "events.EventPage",
        "events.EventSeriesPage",
        "poles.PolePage",
        "resources.PresentationPage",
        "resources.PublicationPage",
        "resources.ReplayPage",
    ]

    class Meta:
        verbose_name = _("partenaire")
        verbose_name_plural = _("partenaires")

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        if self.live:
            Partner.objects.filter(pk=self.partner_id).update(page_id=self.pk)

    def publication_errors(self) -> dict[str, Any]:
        errors = super().publication_errors()
        if self.partner is None:
            errors["partner"] = _("Choisissez l'organisation que cette page présente.")
        elif self.partner.pages.live().type(PartnerPage).exclude(pk=self.pk).exists():
            errors["partner"] = _("Cette organisation a déjà sa page.")
        return errors

    def body_text(self) -> str:
        words = [words_of(self.body)]
        if self.partner:
            words += [self.partner.short_name, self.partner.role]
        return " ".join(words)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        pages = (
            HubPage.objects.shown()
            .filter(partner=self.partner)
            .not_type(PartnerPage)
            .for_cards()
            .order_by(F("listing_date").desc(nulls_last=True), "pk")
        )
        context["pages"] = paginate(request, pages, PAGES_PER_PARTNER)
        return context


def partners_of_section(page: HubPage) -> QuerySet[Partner]:
    """Return the partners in whose sections ``page`` stands; outside them, the one it names.

    Inside, its writers choose the partner that is shown, and do not choose thereby who answers.
    """
    partners = Partner.objects.filter(
        pages__in=PartnerPage.objects.ancestor_of(page, inclusive=True)
    )
    return partners if partners else Partner.objects.filter(pages=page.pk)


class PartnerReviewTask(Task):
    """The review by the partner's own reviewers, found from the page; never of their own work.

    A page whose partner has nobody else to review it passes to the next step.
    """

    class Meta:
        verbose_name = _("relecture par le partenaire")
        verbose_name_plural = _("relectures par les partenaires")

    @classmethod
    def get_description(cls) -> str:
        return str(_("Les relecteurs du partenaire de la page l'approuvent ou la renvoient."))

    def reviewers(self, page: HubPage) -> QuerySet[User]:
        """Return the active people who review for the section in which the page stands."""
        partners = partners_of_section(page).filter(suspended_at=None)
        return User.objects.filter(is_active=True, groups__reviewers_of__in=partners).distinct()

    def _reviews(self, page: HubPage, user: User) -> bool:
        if user.is_superuser:
            return True
        state = page.current_workflow_state
        if state and state.requested_by_id == user.pk:
            return False
        return self.reviewers(page).filter(pk=user.pk).exists()

    def start(self, workflow_state: Any, user: User | None = None) -> Any:
        task_state = super().start(workflow_state, user=user)
        others = self.reviewers(workflow_state.content_object)
        if workflow_state.requested_by_id:
            others = others.exclude(pk=workflow_state.requested_by_id)
        if not others.exists():
            task_state.status = TaskState.STATUS_SKIPPED
            task_state.save(update_fields=["status"])
        return task_state

    def user_can_access_editor(self, obj: HubPage, user: User) -> bool:
        return self._reviews(obj, user)

    def locked_for_user(self, obj: HubPage, user: User) -> bool:
        return not self._reviews(obj, user)

    def get_actions(self, obj: HubPage, user: User) -> list[tuple[str, Any, bool]]:
        if not self._reviews(obj, user):
            return []
        return [
            ("reject", _("Renvoyer avec un commentaire"), True),
            ("approve", _("Approuver"), False),
        ]

    def get_task_states_user_can_moderate(self, user: User, **kwargs: Any) -> QuerySet[TaskState]:
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        if user.is_superuser:
            return waiting
        asked = waiting.values_list("workflow_state__object_id", flat=True)
        sections = PartnerPage.objects.annotate(
            below=ExpressionWrapper(OuterRef("path"), CharField())
        ).filter(below__startswith=F("path"))
        pages = HubPage.objects.filter(
            Exists(sections.filter(partner__reviewers__user=user, partner__suspended_at=None))
            | Q(~Exists(sections), partner__reviewers__user=user, partner__suspended_at=None),
            pk__in=[int(pk) for pk in asked],
        ).values_list("pk", flat=True)
        return waiting.filter(workflow_state__object_id__in=[str(pk) for pk in pages]).exclude(
            workflow_state__requested_by=user
        )
