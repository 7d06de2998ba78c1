"""An event as its editor fills its form, and publishes it again."""

from __future__ import annotations

from typing import Any

from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from events.models import EventPage


def posted(**values: Any) -> dict[str, Any]:
    """Return the editor's form, filled with the least and ``values``."""
    return nested_form_data(
        {
            "title": "Une rencontre",
            "slug": "une-rencontre",
            "summary": "",
            "image": "",
            "kind": "rencontre",
            "series": "",
            "start_date": "",
            "start_time": "",
            "end_date": "",
            "end_time": "",
            "time_zone": "Europe/Paris",
            "frequency": "",
            "repeat_until": "",
            "repeat_count": "",
            "status": "confirme",
            "status_note": "",
            "mode": "",
            "place": "",
            "address": "",
            "city": "",
            "latitude": "",
            "longitude": "",
            "join_url": "",
            "join_visibility": "inscrits",
            "registration_url": "",
            "audience": "",
            "attendance": "",
            "partner": "",
            "territory": "",
            "source": "",
            "programme": streamfield([]),
            "body": streamfield([]),
            "changes": inline_formset([]),
            "organisers": inline_formset([]),
            "speakers": inline_formset([]),
            "comments": inline_formset([]),
            **values,
        }
    )


def republished(event: EventPage, **changes: Any) -> EventPage:
    """Change fields of a published event through a new revision, as the editor does."""
    page = EventPage.objects.get(pk=event.pk).get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return EventPage.objects.get(pk=event.pk)
