"""What an editor is shown beside the form: what was read of a file, how often, who agreed."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from wagtail.admin.panels import Panel

from resources.figures import chart, year_before


class CountsPanel(Panel):
    """The downloads and plays of the last twelve months, once the page has been published."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "resources/admin/counts.html"

        def is_shown(self) -> bool:
            return super().is_shown() and bool(self.instance.first_published_at)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            today = timezone.localdate()
            counts = self.instance.daily_counts.filter(day__gte=year_before(today))
            return context | {"chart": chart(counts.by_month(), today)}


class ConsentsPanel(Panel):
    """The consents to this replay, which are kept beside the page and not in it."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "resources/admin/consents_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            replay = self.instance
            consents = replay.consents.for_user(self.request.user) if replay.pk else []
            return context | {"consents": consents, "replay": replay}


class ReadingPanel(Panel):
    """Where the page has a document: its pages, or what could not be read of it."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "resources/admin/reading_panel.html"

        def is_shown(self) -> bool:
            return self.instance.document is not None
