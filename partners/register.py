"""What the register tells of each partner beside its facts: people, pages, last activity, state."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import PageLogEntry

from hub.models import HubDocument, HubPage, Partner, User
from partners.models import PartnerPage

QUIET = dt.timedelta(days=183)  # without activity, after which a partner counts as inactive


def with_figures(partners: QuerySet[Partner]) -> Any:
    """Return ``partners`` with the figures of their spaces, in one query."""
    people = User.objects.filter(
        Q(groups=OuterRef("writers")) | Q(groups=OuterRef("reviewers")), is_active=True
    )
    pages = HubPage.objects.filter(partner=OuterRef("pk")).not_type(PartnerPage)
    documents = HubDocument.objects.filter(collection=OuterRef("collection"))
    moves = PageLogEntry.objects.filter(page__partner=OuterRef("pk"))
    return partners.annotate(
        people=_number(people),
        has_connected=Exists(people.filter(last_login__isnull=False)),
        live_pages=_number(pages.live()),
        drafts=_number(pages.not_live()),
        documents=_number(documents),
        last_activity=Subquery(
            _one_row(moves).annotate(n=Max("timestamp")).values("n"), output_field=DateTimeField()
        ),
    )


def _one_row(queryset: Any) -> Any:
    """Return ``queryset`` so that what is annotated next is of all its rows together."""
    return queryset.order_by().annotate(all=Value(1)).values("all")


def _number(queryset: Any) -> Any:
    counted = _one_row(queryset).annotate(n=Count("pk", distinct=True)).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def never_connected() -> Q:
    """Return the condition of partners whose people have never logged in."""
    return Q(suspended_at=None, people__gt=0, has_connected=False)


def quiet() -> Q:
    """Return the condition of partners in whose pages nothing has moved for six months."""
    return Q(last_activity=None) | Q(last_activity__lt=timezone.now() - QUIET)


def state(partner: Any) -> str:
    """Return in words how the space of a partner with its figures stands."""
    if partner.suspended_at:
        return _("suspendu")
    if not partner.people:
        return _("sans personne")
    return _("actif") if partner.has_connected else _("jamais connecté")
