"""The form of the page editor."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.widgets import SlugInput

from hub.references import offer_ones_own, refuse_strangers

# What the editor's script would drop from an address made of the title.
LIGATURES = [("œ", "oe"), ("Œ", "oe"), ("æ", "ae"), ("Æ", "ae")]


class HubPageForm(WagtailAdminPageForm):
    """The editor of every page: a draft may be incomplete, a publication may not.

    What misses for a publication (``HubPage.publication_errors``) is said beside its field when the
    page is published or submitted, and not asked when a draft is saved. What its user may not
    choose is refused at every save, and named by none of its fields.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].widget = SlugInput(formatters=LIGATURES, locale="fr")
        offer_ones_own(self, self.for_user)

    def _post_clean(self) -> None:
        refuse_strangers(self, self.for_user)
        super()._post_clean()
        if self.is_deferred_validation:
            return
        for name, message in self.instance.publication_errors().items():
            if name in self.errors:
                continue
            self.add_error(name if name in self.fields else None, message)
