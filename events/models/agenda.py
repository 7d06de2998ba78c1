"""The agenda and the cycles of meetings."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from events.forms import AgendaForm
from events.models.occurrence import Occurrence
from events.month import neighbours, weeks
from hub.blocks import StoryBlock, words_of
from hub.listing import paginate
from hub.models import HubPage
from poles.models import PolePage

EVENTS_PER_PAGE = 20


class EventIndexPage(HubPage):
    """The agenda."""

    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["events.EventPage", "events.EventSeriesPage"]

    class Meta:
        verbose_name = _("agenda")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        form = AgendaForm(request.GET)
        shown = Occurrence.objects.shown()
        occurrences = form.filtered(shown)
        total = form.count(form.dated(shown), page="event", prefix="event__")
        if pole := form.cleaned_data.get("pole"):
            context["about"] = get_object_or_404(PolePage.objects.shown(), pk=pole)
        context["form"] = form
        context["this_month"] = timezone.localdate()
        if form.month:
            context["weeks"] = weeks(form.month, occurrences.for_cards(), timezone.localdate())
            context["before"], context["after"] = neighbours(form.month)
        else:
            context["occurrences"] = paginate(
                request, occurrences.for_cards(), EVENTS_PER_PAGE, total
            )
        return context


class EventSeriesPage(HubPage):
    """A cycle of meetings."""

    body = StreamField(StoryBlock(), verbose_name=_("présentation"), blank=True)

    content_panels = [*HubPage.content_panels, "body", HubPage.classification_panel]

    parent_page_types = ["events.EventIndexPage", "partners.PartnerPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("cycle")
        verbose_name_plural = _("cycles")

    def body_text(self) -> str:
        return words_of(self.body)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        if self.pk is None:  # the preview of a page not yet saved
            return context
        meetings = Occurrence.objects.shown().filter(event__series=self).for_cards()
        upcoming = list(meetings.upcoming()[:EVENTS_PER_PAGE])
        context["upcoming"] = upcoming
        context["next"] = next((meeting for meeting in upcoming if meeting.takes_place), None)
        context["past"] = meetings.past()[:EVENTS_PER_PAGE]
        return context
