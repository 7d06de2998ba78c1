"""Pages decided and published with another: the slides and the replay of a recap, with the recap.

A companion has no review of its own: it is locked, decided and published with its leader, so that
one decision is one step of one workflow. Once published it has a life of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from wagtail.locks import BaseLock

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
    from wagtail.models import Workflow

    from hub.models.pages import HubPage, HubPageQuerySet


class CompanionLock(BaseLock):
    """The lock of a page whose leader is locked, for the same people."""

    def __init__(self, page: HubPage, leader: HubPage, lock: BaseLock) -> None:
        super().__init__(page)
        self.leader, self.lock = leader, lock

    def for_user(self, user: AbstractBaseUser) -> bool:
        return bool(self.lock.for_user(user))

    def get_message(self, user: AbstractBaseUser) -> str:
        return format_html(
            gettext('Cette page se décide et se publie avec « <a href="{}">{}</a> ».'),
            reverse("wagtailadmin_pages:edit", args=[self.leader.pk]),
            self.leader.draft_title,
        )

    def get_locked_by(self, user: AbstractBaseUser) -> str:
        return gettext("Verrouillée avec une autre page")

    def get_description(self, user: AbstractBaseUser) -> str:
        return gettext("Elle se décide et se publie avec « %(title)s ».") % {
            "title": self.leader.draft_title
        }


_Page: Any = object  # the page that this is mixed into


class Together(_Page):
    """What a page does about the pages that are ``published_with`` it, or it with them."""

    @property
    def leader(self) -> HubPage | None:
        """The page that this one waits for; ``None`` once one of the two was published."""
        if self.first_published_at or self.published_with is None:
            return None
        return None if self.published_with.first_published_at else self.published_with

    @property
    def waiting_companions(self) -> HubPageQuerySet:
        """The pages that this one publishes; one that was withdrawn since does not come back."""
        return self.companions.filter(live=False, first_published_at=None).order_by("pk")

    def companion_errors(self) -> dict[str, Any]:
        """Return what forbids to publish the companions, in one sentence for each reason."""
        if self.pk is None:
            return {}
        sentences = [
            f"« {page.draft_title} » : {sentence}"
            for page in self.waiting_companions.specific()
            for sentence in page.get_latest_revision_as_object().missing()
        ]
        return {NON_FIELD_ERRORS: sentences} if sentences else {}

    def missing(self) -> list[str]:
        """Return what this page, as it stands here, lacks to be published, in sentences."""
        try:
            self.full_clean()
        except ValidationError as error:
            return [
                f"{self._label(name)}{message}"
                for name, messages in error.message_dict.items()
                for message in messages
            ]
        return ValidationError(self.publication_errors()).messages

    def _label(self, name: str) -> str:
        if name == NON_FIELD_ERRORS:
            return ""
        return f"{self._meta.get_field(name).verbose_name}, "

    def get_lock(self) -> BaseLock | None:
        lock: BaseLock | None = super().get_lock()
        if lock or self.leader is None:
            return lock
        of_leader = self.leader.get_lock()
        return CompanionLock(self, self.leader, of_leader) if of_leader else None

    @property
    def has_workflow(self) -> bool:
        return self.leader is None and super().has_workflow

    def get_workflow(self) -> Workflow | None:
        """Return the page's workflow; ``None`` for a companion, which its leader's decides."""
        return None if self.leader else super().get_workflow()

    def save(self, **kwargs: Any) -> None:
        """Save; a page that is published publishes its companions, or is not published itself."""
        with transaction.atomic():
            super().save(**kwargs)
            if self.live and kwargs.get("update_fields") is None:
                for page in self.waiting_companions.exclude(latest_revision=None):
                    page.specific.get_latest_revision().publish()
