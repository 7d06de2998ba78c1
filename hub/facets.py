"""How many items each value of each filter would leave: one statement, one reading of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Case, F, Q, QuerySet, When

from hub.models.joint import JointPartner
from hub.models.network import Partner, Territory, Theme

# The filters whose values are the slugs of a table, and not what the item itself holds.
SLUGGED: dict[str, type[models.Model]] = {
    "theme": Theme,
    "territoire": Territory,
    "partenaire": Partner,
}
ALL = ""  # the facet that counts what all the filters leave
THEMES = Theme.pages.through._meta.db_table
JOINT = JointPartner._meta.db_table


def count_facets(
    items: QuerySet, columns: Mapping[str, str], conditions: Mapping[str, Q]
) -> dict[str, Counter[str]]:
    """Return by facet how many ``items`` have each value, and under ``ALL`` how many pass all.

    ``columns`` gives the expression of each facet's value; the themes' is the number of the page.
    ``conditions`` are those of the filters that are set: a facet counts what all the *others* let
    through. A département counts for its région too.
    """
    values = {f"value_{name}": F(column) for name, column in columns.items()}
    passes = {
        f"passes_{name}": Case(When(condition, then=1), default=0)
        for name, condition in conditions.items()
    }
    base = items.order_by().annotate(**values, **passes).values(*values, *passes)
    counts: dict[str, Counter[str]] = {name: Counter() for name in [ALL, *columns]}
    try:
        sql, params = base.query.sql_with_params()
    except EmptyResultSet:
        return counts
    # The statement is made of our own names; what visitors ask is in its parameters.
    selects = [_select(name, [o for o in conditions if o != name]) for name in columns]
    if "partenaire" in columns:
        selects.append(_select_joint([o for o in conditions if o != "partenaire"]))
    selects.append(f"SELECT '{ALL}', '', '', COUNT(*) FROM base {_where(conditions)}")
    with connection.cursor() as cursor:
        cursor.execute(f"WITH base AS ({sql}) {' UNION ALL '.join(selects)}", params)
        for name, value, parent, number in cursor.fetchall():
            counts[name][value] += number
            if parent:
                counts[name][parent] += number
    return counts


def _select(name: str, others: Iterable[str]) -> str:
    """Return the SELECT of a facet: its name, a value, the value above it, their number.

    Numbers are grouped before their slugs are read: it is twice as fast.
    """
    column, source = f"value_{name}", "base"
    if name == "theme":
        column, source = (
            "link.theme_id",
            f"base JOIN {THEMES} link ON link.hubpage_id = value_theme",
        )
    grouped = f"SELECT {column} AS value, COUNT(*) AS n FROM {source} {_where(others)} GROUP BY 1"
    if name not in SLUGGED:
        return f"SELECT '{name}', CAST(value AS varchar), '', n FROM ({grouped}) counted"
    above, join = "''", ""
    table = SLUGGED[name]._meta.db_table
    if name == "territoire":
        above, join = (
            "COALESCE(above.slug, '')",
            f"LEFT JOIN {table} above ON above.id = named.region_id",
        )
    return (
        f"SELECT '{name}', named.slug, {above}, counted.n FROM ({grouped}) counted "
        f"JOIN {table} named ON named.id = counted.value {join}"
    )


def _select_joint(others: Iterable[str]) -> str:
    """Return the SELECT of the partners that pages name beside the one that answers for them.

    Its numbers are added to those of the facet: a page counts once for each of its partners.
    """
    where = _where(others) or "WHERE 1 = 1"
    return (
        f"SELECT 'partenaire', named.slug, '', COUNT(*) FROM base "
        f"JOIN {JOINT} link ON link.page_id = value_theme AND link.announced "
        f"JOIN {Partner._meta.db_table} named ON named.id = link.partner_id "
        f"{where} AND link.partner_id <> COALESCE(value_partenaire, 0) GROUP BY named.slug"
    )


def _where(names: Iterable[str]) -> str:
    conditions = " AND ".join(f"passes_{name} = 1" for name in names)
    return f"WHERE {conditions}" if conditions else ""
