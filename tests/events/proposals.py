"""What people from outside send: the forms, filled, and the way to their confirmation."""

from __future__ import annotations

import datetime as dt
import re
import time
from typing import Any
from unittest import mock

from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.utils import timezone

from events.antispam import QUESTIONS, Stamp
from events.models import Proposal

EVENT, POLE = "/proposer/un-evenement/", "/proposer/un-pole/"
SENDER = "passante@dehors.example"
TEXT = {
    "sender_name": "Une passante",
    "sender_email": SENDER,
    "sender_organisation": "Association du Dehors",
    "note": "Merci de relire.",
    "consent": "on",
    "trap": "",
}


def stamp(seconds: float = 60) -> str:
    """Return the stamp of a form opened so many seconds ago."""
    then = time.time() - seconds
    with mock.patch("django.core.signing.time.time", return_value=then):
        return Stamp.new().text


def answer_to(text: str) -> str:
    found = Stamp.read(text)
    return min(QUESTIONS[found.number][1]) if found else ""


def an_event(**changes: Any) -> dict[str, Any]:
    """Return a filled form."""
    day = timezone.localdate() + dt.timedelta(days=20)
    text = changes.get("stamp") or stamp()
    return {
        **TEXT,
        "title": "Rencontre des coopérateurs à Œuilly",
        "kind": "rencontre",
        "start_date": day.isoformat(),
        "start_time": "14:00",
        "end_time": "16:00",
        "time_zone": "Europe/Paris",
        "mode": "sur-place",
        "place": "La Fabrique",
        "organiser": "Le collectif",
        "description": "Premier temps.\n\nSecond temps.",
        "stamp": text,
        "answer": answer_to(text),
        **changes,
    }


def a_pole(**changes: Any) -> dict[str, Any]:
    text = stamp()
    return {
        **TEXT,
        "title": "Pôle du Dehors",
        "summary": "Un pôle qui coopère.",
        "territory": "oise",
        "city": "Beauvais",
        "lead_organisation": "La SCIC du Dehors",
        "description": "Un atelier partagé.",
        "website": "pole.example",
        "stamp": text,
        "answer": answer_to(text),
        **changes,
    }


def link_of(message: Any) -> str:
    """Return the path of the link in a mail."""
    found = re.search(r"http://localhost:8000(/proposer/confirmer/\S+)", message.body)
    assert found
    return found[1]


def proposed(client: Client, form: dict[str, Any], path: str = EVENT) -> str:
    """Propose; return the path of the link that was mailed."""
    answer = client.post(path, form)
    assert answer.status_code == 302, answer.context["form"].errors
    return link_of(mail.outbox[-1])


def confirmed(client: Client, form: dict[str, Any], path: str = EVENT) -> Proposal:
    """Propose and confirm; return the proposal."""
    assert client.post(proposed(client, form, path)).status_code == 302
    return Proposal.objects.latest("pk")


def said(answer: Any) -> dict[str, list[str]]:
    """Return the errors, which must all stand in the page, in the summary too."""
    errors = {name: list(messages) for name, messages in answer.context["form"].errors.items()}
    soup = BeautifulSoup(answer.content, "html.parser")
    summary = " ".join(soup.select_one("[role=alert]").get_text(" ").split())
    for name, messages in errors.items():
        assert all(message in summary for message in messages)
        if name != "__all__":
            beside = soup.select_one(f"#id_{name}_error")
            assert all(message in " ".join(beside.get_text().split()) for message in messages)
            assert soup.select_one(f"[role=alert] a[href='#id_{name}']")
    return errors


def value(answer: Any, name: str) -> str:
    """Return what stands in a field of the page shown."""
    field: Any = BeautifulSoup(answer.content, "html.parser").select_one(f"[name={name}]")
    text: str = field.get_text() if field.name == "textarea" else field["value"]
    return text.removeprefix("\n")
