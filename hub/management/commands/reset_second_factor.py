"""Let in who has lost telephone and codes, where no administrator is left to do it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from wagtail.log_actions import log

from hub.accounts import second_factor
from hub.accounts.sessions import end_sessions
from hub.models import User


class Command(BaseCommand):
    help = "Retire la double authentification d'un compte, dont le téléphone est perdu."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="L'adresse électronique du compte.")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"Aucun compte n'a l'adresse {email}.")
        if not second_factor.remove(user):
            raise CommandError(f"{email} n'a pas de double authentification.")
        end_sessions(user)
        log(user, "hub.second_factor.reset")
        self.stdout.write(self.style.SUCCESS(f"{email} n'a plus de double authentification."))
