"""The partners' spaces: one made in one step, a table of many, their check and their register."""

from __future__ import annotations

import itertools
import re
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hub.models import Partner, User
from partners.models import PartnerIndexPage
from partners.repairs import check, faults
from partners.spaces import open_space
from tests.benchmarks.timing import once, timed

IMPORTED = 200


def measure() -> None:
    """Print the times of what the network's team does with the partners."""
    backends: Any = settings.POST_OFFICE["BACKENDS"]
    backends["default"] = "django.core.mail.backends.dummy.EmailBackend"
    index = PartnerIndexPage.objects.get()
    numbers = itertools.count()
    client = Client()
    client.force_login(User.objects.create_superuser("administration@bench.example"))

    def create() -> None:
        number = next(numbers)
        fields = {"name": f"Nouveau {number}", "kind": "pole", "level": "local"}
        people = {"writers_addresses": f"redaction{number}@bench.example"}
        answer = client.post("/admin/partenaires/create/", fields | people)
        assert answer.status_code == 302
        assert Partner.objects.filter(name=fields["name"], page__live=True).exists()

    timed("create one partner's space, one person invited", create, most_ms=1000)
    spaces = [p for p in Partner.objects.all() if p.page_id is None]
    once(f"open {len(spaces)} spaces", lambda: [open_space(p, index) for p in spaces])
    timed(f"check_spaces, {Partner.objects.count()} partners", faults)
    once("check_spaces, with nothing to mend", lambda: list(check(mend=True)))
    timed("register of partners", lambda: client.get("/admin/partenaires/"))
    timed("who did what, one partner", lambda: client.get(_report()))
    rows = "".join(f"Table {n};pôle;local;t{n}@bench.example\n" for n in range(IMPORTED))
    table = ("nom;nature;échelle;adresses des rédacteurs\n" + rows).encode()
    url = "/admin/partenaires/importer/"
    file = SimpleUploadedFile("t.csv", table)
    shown = once(
        f"read a table of {IMPORTED} partners",
        lambda: client.post(url, {"file": file, "existing": "leave"}),
    )
    [read] = re.findall(r'name="read"\s+value="([^"]+)"', shown.content.decode())
    once(
        f"import {IMPORTED} partners, {IMPORTED} invitations",
        lambda: client.post(url, {"read": read}),
    )


def _report() -> str:
    partner = Partner.objects.order_by("pk").last()
    assert partner
    return f"/admin/reports/qui-a-fait-quoi/?partner={partner.pk}"
