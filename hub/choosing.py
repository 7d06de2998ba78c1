"""What a person may choose and name in the admin: pages, images and documents."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet
from wagtail.permissions import page_permission_policy, policy_registry

from hub.models import HubPage, User
from hub.models.pages import shown
from hub.text import LONGEST_NUMBER


def number(value: Any) -> int | None:
    """Return the number of an object as an address or a form gives it; ``None`` for other words."""
    text = str(value)
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else None


def explorable_pages(user: User | AnonymousUser) -> QuerySet[HubPage]:
    """Return the pages of the sections in which ``user`` works, and those above them."""
    return page_permission_policy.explorable_instances(user)


def choosable(user: User | AnonymousUser, model: type[Model]) -> QuerySet[Any]:
    """Return the pages that anybody may read or in whose section ``user`` works; the images or the
    documents of the collections that ``user`` may choose from."""
    if issubclass(model, HubPage):
        own = explorable_pages(user)
        return HubPage.objects.filter(shown() | Q(pk__in=own.order_by().values("pk")))
    policy = policy_registry.get_by_type(model)
    return policy.instances_user_has_any_permission_for(user, ["choose"])
