"""How often resources are downloaded and played."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import connection, models, transaction
from django.db.models import Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

LOCK_PATIENCE = 250  # milliseconds that a count waits for other writers before it is given up


class DailyCountQuerySet(models.QuerySet["DailyCount"]):
    def add(
        self, resources: Iterable[int], day: dt.date, downloads: int = 0, plays: int = 0
    ) -> None:
        """Add to the counts of ``resources`` (ids) on ``day``, by one statement for all.

        Raises ``DatabaseError``, among others where other writers hold the rows for longer than
        ``LOCK_PATIENCE``; nothing is then counted and an outer transaction goes on.
        """
        rows = [(pk, day, downloads, plays) for pk in sorted(resources)]  # one order, no deadlock
        if not rows:
            return
        table = connection.ops.quote_name(self.model._meta.db_table)
        values = ", ".join(["(%s, %s, %s, %s)"] * len(rows))
        statement = (
            f"INSERT INTO {table} (resource_id, day, downloads, plays) VALUES {values} "
            f"ON CONFLICT (resource_id, day) DO UPDATE SET "
            f"downloads = {table}.downloads + excluded.downloads, "
            f"plays = {table}.plays + excluded.plays"
        )
        parameters = [value for row in rows for value in row]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with transaction.atomic():
                    cursor.execute(f"SET LOCAL lock_timeout = {LOCK_PATIENCE}")
                    cursor.execute(statement, parameters)
                return
            cursor.execute("PRAGMA busy_timeout")
            (usual,) = cursor.fetchone()
            cursor.execute(f"PRAGMA busy_timeout = {LOCK_PATIENCE}")
            try:
                cursor.execute(statement, parameters)
            finally:
                cursor.execute(f"PRAGMA busy_timeout = {usual}")

    def by_month(self) -> list[tuple[dt.date, int, int]]:
        """Return (first day of the month, downloads, plays) for each month that has some."""
        months = self.order_by().annotate(month=TruncMonth("day")).values("month")
        sums = months.annotate(all_downloads=Sum("downloads"), all_plays=Sum("plays"))
        return list(sums.order_by("month").values_list("month", "all_downloads", "all_plays"))


class DailyCount(models.Model):
    """The downloads and plays of a resource on one day of Paris, and nothing about who."""

    resource = models.ForeignKey(
        "resources.ResourcePage", on_delete=models.CASCADE, related_name="daily_counts"
    )
    day = models.DateField(_("jour"))
    downloads = models.PositiveIntegerField(_("téléchargements"), default=0)
    plays = models.PositiveIntegerField(_("lectures"), default=0)

    objects = DailyCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("fréquentation d'un jour")
        verbose_name_plural = _("fréquentation par jour")
        constraints = [models.UniqueConstraint(fields=["resource", "day"], name="count_a_day")]

    def __str__(self) -> str:
        return f"{self.resource_id}, {self.day}"
