"""What an editor is shown beside the form: the dates that calendars will show, the recap that may
be written, the pages that are decided with a recap."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.panels import Panel

from resources.models import ResourcePage


class DatesPanel(Panel):
    """A place that ``dates.js`` fills from the form as it stands."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "events/admin/dates_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            return context | {"url": reverse("event_dates")}

        @property
        def media(self) -> forms.Media:
            return forms.Media(js=["events/dates.js"])


class RecapPanel(Panel):
    """In the editor of an event that has begun: where its recap is written, or edited."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "events/admin/recap_panel.html"

        def is_shown(self) -> bool:
            event = self.instance
            begun = event.live and event.listing_date and event.listing_date <= timezone.now()
            return super().is_shown() and bool(begun)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            return context | {"recap": self.instance.get_children().first()}


class CompanionsPanel(Panel):
    """In the editor of a recap: the pages that are decided and published with it."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "events/admin/companions_panel.html"

        def is_shown(self) -> bool:
            return super().is_shown() and bool(self.pages)

        @cached_property
        def pages(self) -> list[ResourcePage]:
            """The resources made with the recap, as they stand; three queries."""
            if self.instance.pk is None:
                return []
            pages = ResourcePage.objects.filter(published_with=self.instance.pk)
            return list(pages.for_list().order_by("kind", "pk"))

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            return context | {"pages": self.pages}
