"""The panel that shows an editor the dates that calendars will show, before anything is saved."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from wagtail.admin.panels import Panel


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
