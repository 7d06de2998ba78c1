"""The addresses of the site; what is not named here is a page of the tree."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from events import views as events_views
from hub import views as hub_views
from search import views as search_views

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/<int:document_id>/<str:document_filename>", hub_views.document),
    path("documents/", include(wagtaildocs_urls)),
    path("agenda.ics", events_views.agenda_feed, {"kind": "ics"}, name="agenda_feed"),
    path("agenda.atom", events_views.agenda_feed, {"kind": "atom"}, name="agenda_atom"),
    path("agenda.json", events_views.agenda_feed, {"kind": "json"}, name="agenda_json"),
    path("agenda/<uuid:key>.ics", events_views.event_download, name="event_download"),
    path("recherche/", search_views.search, name="search"),
    path("mentions-legales/", hub_views.legal, {"text": "legal_notice"}, name="legal_notice"),
    path("donnees-personnelles/", hub_views.legal, {"text": "privacy"}, name="privacy"),
    path("accessibilite/", hub_views.legal, {"text": "accessibility"}, name="accessibility"),
    path("robots.txt", hub_views.robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
]

# Images only: documents pass through the view that checks who may read them. A web server in
# front may serve these two folders itself.
for folder in ("images", "original_images"):
    urlpatterns.append(
        path(
            f"{settings.MEDIA_URL.lstrip('/')}{folder}/<path:path>",
            serve,
            {"document_root": settings.MEDIA_ROOT / folder},
        )
    )

urlpatterns.append(path("", include(wagtail_urls)))
