"""The filters of the directory of poles."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.listing import ListForm, choice_field
from poles.enums import Wave


class PoleListForm(ListForm):
    """Filters by theme, territory and wave of recognition."""

    vague = choice_field(
        _("Reconnaissance"), Wave.choices, _("Toutes les vagues"), _("Cette vague n'existe pas.")
    )
    field_order = ["territoire", "theme", "vague"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["partenaire"]

    def filtered(self, poles: Any) -> Any:
        """Return those of the ``PolePage`` queryset that the valid filters let through."""
        self.is_valid()
        condition: Q = self.page_filter()
        if wave := self.cleaned_data.get("vague"):
            condition &= Q(pk__in=poles.filter(recognitions__wave=wave).values("pk"))
        return poles.filter(condition)
