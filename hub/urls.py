"""The addresses of the site; what is not named here is a page of the tree."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents.views.serve import authenticate_with_password

from events import proposal_views
from events import views as events_views
from events.enums import ProposalKind
from hub import views as hub_views
from hub.accounts import login
from hub.guards import guard
from partners import director_views
from partners.invitation_views import choose_password
from resources import views as resources_views
from search import views as search_views

urlpatterns = [
    path("admin/login/", login.LoginView.as_view(), name="wagtailadmin_login"),
    path("admin/login/code/", login.LoginCodeView.as_view(), name="login_code"),
    path("admin/login/application/", login.LoginSetUpView.as_view(), name="login_set_up"),
    path(
        "admin/password_reset/",
        login.PasswordResetView.as_view(),
        name="wagtailadmin_password_reset",
    ),
    path("admin/invitation/<str:key>/", choose_password, name="invitation"),
    path("admin/", include(guard(wagtailadmin_urls.urlpatterns))),
    # The names are Wagtail's, whose own list of addresses would be a second way to the files.
    path(
        "documents/<int:document_id>/<str:document_filename>",
        hub_views.document,
        name="wagtaildocs_serve",
    ),
    path(
        "documents/mot-de-passe/<int:restriction_id>/",
        authenticate_with_password,
        name="wagtaildocs_authenticate_with_password",
    ),
    path(
        "documents/<int:document_id>/pages/<str:version>/<int:number>-<int:width>.webp",
        resources_views.document_preview,
        name="document_preview",
    ),
    path("agenda.ics", events_views.agenda_feed, {"kind": "ics"}, name="agenda_feed"),
    path("agenda.atom", events_views.agenda_feed, {"kind": "atom"}, name="agenda_atom"),
    path("agenda.json", events_views.agenda_feed, {"kind": "json"}, name="agenda_json"),
    path("agenda/<uuid:key>.ics", events_views.event_download, name="event_download"),
    path("ressources.atom", resources_views.news, {"kind": "atom"}, name="resources_atom"),
    path("ressources.json", resources_views.news, {"kind": "json"}, name="resources_json"),
    path("replays.rss", resources_views.podcast, name="replays_podcast"),
    path("ressources/<int:number>.bib", resources_views.cite, {"kind": "bib"}, name="cite_bibtex"),
    path("ressources/<int:number>.ris", resources_views.cite, {"kind": "ris"}, name="cite_ris"),
    path("favoris/", resources_views.favourites, name="favourites"),
    path("favoris.zip", resources_views.favourites_zip, name="favourites_zip"),
    path("lectures/<int:replay_id>", resources_views.play, name="replay_play"),
    path(
        "proposer/un-evenement/",
        proposal_views.propose,
        {"kind": ProposalKind.EVENT},
        name="propose_event",
    ),
    path(
        "proposer/un-pole/",
        proposal_views.propose,
        {"kind": ProposalKind.POLE},
        name="propose_pole",
    ),
    path("proposer/merci/", proposal_views.sent, name="proposal_sent"),
    path("proposer/confirmer/<str:token>/", proposal_views.confirm, name="proposal_confirm"),
    path("accord/<str:token>/", director_views.answer, name="director_answer"),
    path("accord/<str:token>/apercu/", director_views.preview, name="director_preview"),
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
