"""What the registers of the admin (wagtail-modeladmin) share."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib.admin.filters import RelatedOnlyFieldListFilter, SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import label_for_field
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.mixins import Echo, SpreadsheetExportMixin
from wagtail_modeladmin.helpers import AdminURLHelper, ButtonHelper
from wagtail_modeladmin.views import IndexView

from hub.models import User
from hub.text import without_controls

NUMBER = r"[0-9]{1,18}"  # of a row, as every database holds it
BOM = "\ufeff".encode()


def sees_all_partners(user: User | AnonymousUser) -> bool:
    """Whether ``user`` keeps the registers rather than being listed in them."""
    return user.has_perm("hub.change_partner")


def plain(value: str) -> str:
    """Return ``value`` so that a spreadsheet reads words and not a formula.

    As OWASP advises against CSV injection: an apostrophe before the signs that begin one.
    """
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


class FrenchExport(SpreadsheetExportMixin):
    """Exports whose CSV is as a French Excel opens it: semicolons, and UTF-8 with its mark."""

    custom_value_preprocess = {
        **SpreadsheetExportMixin.custom_value_preprocess,
        str: {SpreadsheetExportMixin.FORMAT_CSV: plain},
    }

    def stream_csv(self, queryset: Any) -> Iterator[bytes]:
        writer = csv.DictWriter(Echo(), fieldnames=self.list_export, delimiter=";")
        headings = {field: self.get_heading(queryset, field) for field in self.list_export}
        yield BOM + writer.writerow(headings)
        for item in queryset:
            yield self.write_csv_row(writer, self.to_row_dict(item))


class NumberedUrls(AdminURLHelper):
    """The addresses of rows: what is no number is no row, where the database would fail."""

    def get_action_url_pattern(self, action: str) -> str:
        pattern: str = super().get_action_url_pattern(action)
        return pattern.replace(r"[-\w]+", NUMBER)


class RegisterView(FrenchExport, IndexView):
    """The list and its exports.

    Wagtail's own passes every parameter of the address on to the database, those that reach the
    people's passwords through the groups too; here only the declared filters are read.
    """

    def get_filters_params(self, params: Any = None) -> dict[str, Any]:
        known = set()
        for item in self.list_filter:
            if isinstance(item, type) and issubclass(item, SimpleListFilter):
                known.add(item.parameter_name)
                continue
            name = item if isinstance(item, str) else item[0]
            known |= {f"{name}__{end}" for end in ("exact", "id__exact", "isnull")}
        return {k: v for k, v in super().get_filters_params(params).items() if k in known}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().dispatch(request, *args, **kwargs)
        except IncorrectLookupParameters:
            return redirect(self.index_url)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        return super().get_search_results(request, queryset, without_controls(search_term))

    def get_heading(self, queryset: QuerySet[Any], field: str) -> str:
        """Return the heading of an exported column, without the capitals of English titles."""
        return str(label_for_field(field, model=self.model, model_admin=self.model_admin))


class PlainButtons(ButtonHelper):
    """Buttons that do not name the object: modeladmin's French cannot know its gender."""

    def add_button(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().add_button(*args, **kwargs) | {"label": _("Ajouter"), "title": ""}

    def get_buttons_for_obj(self, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        return [b | {"title": ""} for b in super().get_buttons_for_obj(*args, **kwargs)]


class RelatedFilter(RelatedOnlyFieldListFilter):
    """A filter by the related objects that stand in the list, in their own order."""

    def field_admin_ordering(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        # Django would look for the order in its own admin, which is not installed.
        return field.related_model._meta.ordering
