"""The filters of the list of resources."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.listing import ListForm, choice_field
from resources.enums import ResourceKind


class ResourceListForm(ListForm):
    """Filters by kind, theme, territory and partner."""

    type = choice_field(
        _("Nature"),
        ResourceKind.choices,
        _("Toutes les ressources"),
        _("Cette nature de ressource n'existe pas."),
    )
    field_order = ["type", "theme", "territoire", "partenaire"]

    def filtered(self, resources: Any) -> Any:
        """Return those of the ``ResourcePage`` queryset that the valid filters let through."""
        self.is_valid()
        condition: Q = self.page_filter()
        if kind := self.cleaned_data.get("type"):
            condition &= Q(kind=kind)
        return resources.filter(condition)
