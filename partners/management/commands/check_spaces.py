"""Find what drifted in the partners' spaces, and mend it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from partners.repairs import check


class Command(BaseCommand):
    help = (
        "Vérifie l'espace de chaque partenaire (page, collection, groupes, droits, circuit de "
        "validation) et répare ce qui s'en écarte ; dit une ligne par réparation."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Dire sans rien réparer.")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        said = list(check(mend=not dry_run))
        for line in said:
            self.stdout.write(line)
        if not said:
            self.stdout.write(self.style.SUCCESS("Rien à faire : tous les espaces sont en ordre."))
        elif dry_run:
            self.stdout.write(f"À réparer : {len(said)}. Rien n'a été changé (--dry-run).")
        else:
            self.stdout.write(self.style.SUCCESS(f"Réparé : {len(said)}."))
