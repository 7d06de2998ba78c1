"""What a hub in use asks for every few minutes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from events.models import EventPage, extend_occurrences, serialised
from events.proposals import forget_proposals
from hub.accounts.sessions import SessionStore
from hub.accounts.throttling import forget_attempts
from hub.mail import deliver
from partners.messages import send_digests
from partners.notifications import remind_overdue
from resources.consents import end_expired_consents

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "L'entretien du site, à lancer toutes les cinq minutes : publie ce qui est programmé, "
        "prolonge les répétitions sans fin, retire les replays dont un consentement a pris fin, "
        "prépare les calendriers, relance les relecteurs en retard, envoie les résumés du jour et "
        "les courriels qui attendent, efface les données des "
        "propositions décidées, oublie les connexions manquées et les sessions finies."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do each task, whatever becomes of the others; raise ``CommandError`` if one failed."""
        tasks: list[Callable[[], Any]] = [
            end_expired_consents,
            publish_scheduled,
            extend_occurrences,
            prepare_feeds,
            forget_proposals,
            remind_overdue,
            send_digests,
            deliver,
            forget_attempts,
            SessionStore.clear_expired,
        ]
        failed = []
        for task in tasks:
            try:
                task()
            except Exception:
                logger.exception("The task %s has failed.", task.__name__)
                failed.append(task.__name__)
        if failed:
            raise CommandError(f"Ces tâches ont échoué, voir le journal : {', '.join(failed)}.")


def publish_scheduled() -> None:
    """Publish and withdraw the pages whose hour has come."""
    call_command("publish_scheduled", verbosity=0)


def prepare_feeds() -> None:
    """Write the entries of the calendars that a change has emptied."""
    serialised(EventPage.objects.in_feed())
