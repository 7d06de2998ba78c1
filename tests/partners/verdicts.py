"""Who gets an answer at each address of the site: the table that ``test_matrix`` walks.

An address without a line fails the test, and so does a line without an address. To add one:

    "name_of_the_address": Verdict(OWN),

``OWN`` … of ``roles`` say for whom it answers; all others must be refused, on GET and on an empty
POST, and nothing may be written. ``pages=…``, ``pk=…`` and the like say which object of ``world``
fills an argument of the address (``NAMES`` has the usual ones); a word that is no object's name is
taken as it is. ``get`` is the query; ``post`` is what is posted, to an address that answers POST
alone. Several lines for one address are a list. Whatever the line says, no answer to a stranger may
hold a word of the partner's (``Holding.secrets``), and no list may show the partner a word of
another.
"""

from __future__ import annotations

from tests.partners.roles import (
    ADMINISTRATORS,
    EVERYBODY,
    NETWORK,
    NOBODY,
    OWN,
    REVIEWER,
    STAFF,
    STRANGE_REVIEWER,
    WRITER,
    Verdict,
    page_views,
)

ARTICLE = {"content_type_app_name": "home", "content_type_model_name": "articlepage"}
SUBMITTED = {"page_id": "submitted"}
THEME = {"pk": "theme"}
SETTINGS = {"app_name": "hub", "model_name": "networksettings"}
Q = {"q": "brouillon"}
ALL_FIELDS = {"fields": "*"}
PHOTO = {"zone": "photos", "file": "photo"}

VERDICTS: dict[str, Verdict | list[Verdict]] = {
    # The way in
    "wagtailadmin_home": Verdict(STAFF),
    "wagtailadmin_login": Verdict(EVERYBODY, post={}),
    "wagtailadmin_logout": Verdict(NOBODY, post={}),  # to the login
    "wagtailadmin_account": Verdict(STAFF),
    "wagtailadmin_password_reset": Verdict(EVERYBODY),
    "wagtailadmin_password_reset_done": Verdict(EVERYBODY),
    "wagtailadmin_password_reset_confirm": Verdict(EVERYBODY, uidb64="MQ", token="a-b"),
    "wagtailadmin_password_reset_complete": Verdict(EVERYBODY),
    "wagtailadmin_sprite": Verdict(EVERYBODY),  # icons
    "wagtailadmin_javascript_catalog": Verdict(EVERYBODY),  # translations
    "wagtail_modeladmin:javascript_catalog": Verdict(STAFF),
    "wagtailadmin_dismissibles": Verdict(STAFF),
    "wagtailadmin_error_test": Verdict(NOBODY),
    "admin/test404/": Verdict(STAFF, path="/admin/test404/"),
    "admin/^.*/$": Verdict(NOBODY, path="/admin/rien/"),
    # The admin's API
    "wagtailadmin_api:pages:listing": [
        Verdict(STAFF, get=ALL_FIELDS),
        Verdict(OWN, get={"child_of": "section", **ALL_FIELDS}),
        Verdict(STAFF, get={"search": "brouillon"}),
    ],
    "wagtailadmin_api:pages:detail": [
        Verdict(OWN, pk=page, get=ALL_FIELDS) for page in ("draft", "live")
    ],
    "wagtailadmin_api:pages:find": Verdict(OWN, get={"id": "draft"}),
    "wagtailadmin_api:pages:action": [
        Verdict(OWN, pk="draft", action_name="delete", post={}),
        Verdict(NETWORK, pk="live", action_name="unpublish", post={}),
        Verdict(NETWORK, pk="draft", action_name="publish", post={}),
        Verdict(NETWORK, pk="draft", action_name="copy", post={"slug": "copie", "title": "Copie"}),
        Verdict(OWN, pk="alias", action_name="convert_alias", post={}),
    ],
    "wagtailadmin_api:documents:listing": Verdict(STAFF, get=ALL_FIELDS),
    "wagtailadmin_api:documents:detail": Verdict(OWN, pk="document", get=ALL_FIELDS),
    "wagtailadmin_api:documents:find": Verdict(OWN, get={"id": "document"}),
    "wagtailadmin_api:images:listing": Verdict(STAFF, get=ALL_FIELDS),
    "wagtailadmin_api:images:detail": Verdict(OWN, pk="image", get=ALL_FIELDS),
    "wagtailadmin_api:images:find": Verdict(OWN, get={"id": "image"}),
    # Lists of pages
    "wagtailadmin_explore_root": Verdict(STAFF),
    "wagtailadmin_explore": Verdict(STAFF, get=Q),  # strangers are sent to their own section
    "wagtailadmin_explore_results": Verdict(STAFF),
    "wagtailadmin_pages:search": Verdict(STAFF, get=Q),
    "wagtailadmin_pages:search_results": Verdict(STAFF, get=Q),
    "wagtailadmin_pages:type_use": Verdict(STAFF, **ARTICLE),
    "wagtailadmin_pages:type_use_results": Verdict(STAFF, **ARTICLE),
    "wagtailadmin_pages:choose_parent": Verdict(STAFF, app_label="home", model_name="articlepage"),
    # A page
    "wagtailadmin_pages:add": Verdict(OWN, **ARTICLE),
    "wagtailadmin_pages:preview_on_add": Verdict(OWN, **ARTICLE),
    "wagtailadmin_pages:add_subpage": Verdict(OWN),
    "wagtailadmin_pages:edit": page_views(OWN, "draft", "live"),
    "wagtailadmin_pages:preview_on_edit": page_views(OWN, "draft"),
    "wagtailadmin_pages:view_draft": page_views(OWN, "live"),  # whose draft says more
    "wagtailadmin_pages:usage": page_views(OWN, "draft"),
    "wagtailadmin_pages:delete": [
        *page_views(OWN, "draft"),
        *page_views(NETWORK, "live"),
    ],
    "wagtailadmin_pages:unpublish": page_views(NETWORK, "live"),
    "wagtailadmin_pages:convert_alias": page_views(OWN, "alias"),
    "wagtailadmin_pages:move": [
        Verdict(OWN),
        Verdict(NETWORK, page_to_move_id="live"),
    ],
    "wagtailadmin_pages:move_confirm": [
        Verdict(OWN),
        Verdict(NETWORK, page_to_move_id="live"),
    ],
    "wagtailadmin_pages:set_page_position": Verdict(NETWORK, post={"position": "0"}),
    "wagtailadmin_pages:copy": page_views(OWN, "live"),
    "wagtailadmin_pages:set_privacy": page_views(NETWORK, "draft", "private"),
    "wagtailadmin_pages:lock": Verdict(NETWORK, post={}),
    "wagtailadmin_pages:unlock": Verdict(NETWORK | {WRITER}, page_id="locked", post={}),
    "wagtailadmin_pages:history": page_views(OWN, "live"),
    "wagtailadmin_pages:history_results": page_views(OWN, "draft"),
    "wagtailadmin_pages:revisions_index": page_views(STAFF, "draft"),  # sent to the history
    "wagtailadmin_pages:revisions_view": Verdict(OWN),
    "wagtailadmin_pages:revisions_revert": Verdict(OWN),
    "wagtailadmin_pages:revisions_compare": Verdict(OWN, pk="draft"),
    "wagtailadmin_pages:revisions_unschedule": Verdict(
        NETWORK, page_id="scheduled", revision_id="planned_revision"
    ),
    "wagtailadmin_editing_sessions:ping": Verdict(
        OWN, app_label="home", model_name="articlepage", post={}
    ),
    "wagtailadmin_editing_sessions:release": Verdict(STAFF, post={}),  # of one's own alone
    "wagtailadmin_block_preview": Verdict(STAFF, get={"id": "block"}),
    # The workflow
    "wagtailadmin_pages:workflow_action": [
        Verdict(ADMINISTRATORS | {REVIEWER}, action_name="approve", **SUBMITTED),
        Verdict(
            ADMINISTRATORS | {REVIEWER}, action_name="reject", post={"comment": "Non"}, **SUBMITTED
        ),
    ],
    "wagtailadmin_pages:collect_workflow_action_data": Verdict(
        ADMINISTRATORS | {REVIEWER}, action_name="reject", **SUBMITTED
    ),
    "wagtailadmin_pages:confirm_workflow_cancellation": page_views(OWN, "submitted", "draft"),
    "wagtailadmin_pages:workflow_preview": Verdict(ADMINISTRATORS | {REVIEWER}, **SUBMITTED),
    "wagtailadmin_pages:workflow_history": page_views(OWN, "submitted"),
    "wagtailadmin_pages:workflow_history_detail": Verdict(OWN, **SUBMITTED),
    "wagtailadmin_workflows:index": Verdict(ADMINISTRATORS),
    "wagtailadmin_workflows:index_results": Verdict(ADMINISTRATORS),
    "wagtailadmin_workflows:add": Verdict(ADMINISTRATORS),
    "wagtailadmin_workflows:enable": Verdict(ADMINISTRATORS, pk="workflow", post={}),
    "wagtailadmin_workflows:disable": Verdict(ADMINISTRATORS, pk="workflow"),
    "wagtailadmin_workflows:edit": Verdict(ADMINISTRATORS, pk="workflow"),
    "wagtailadmin_workflows:usage": Verdict(ADMINISTRATORS, pk="workflow"),
    "wagtailadmin_workflows:usage_results": Verdict(ADMINISTRATORS, pk="workflow"),
    "wagtailadmin_workflows:remove": [
        Verdict(ADMINISTRATORS, page_pk="section", post={}),
        Verdict(ADMINISTRATORS, page_pk="section", workflow_pk="workflow", post={}),
    ],
    "wagtailadmin_workflows:add_task": Verdict(
        ADMINISTRATORS, app_label="partners", model_name="partnerreviewtask"
    ),
    "wagtailadmin_workflows:select_task_type": Verdict(ADMINISTRATORS),
    "wagtailadmin_workflows:task_index": Verdict(ADMINISTRATORS),
    "wagtailadmin_workflows:task_index_results": Verdict(ADMINISTRATORS),
    "wagtailadmin_workflows:edit_task": Verdict(ADMINISTRATORS, pk="task"),
    "wagtailadmin_workflows:disable_task": Verdict(ADMINISTRATORS, pk="task"),
    "wagtailadmin_workflows:enable_task": Verdict(ADMINISTRATORS, pk="task", post={}),
    "wagtailadmin_workflows:task_chooser": Verdict(ADMINISTRATORS),
    "wagtailadmin_workflows:task_chooser_results": Verdict(ADMINISTRATORS),
    "wagtailadmin_workflows:task_chooser_create": Verdict(ADMINISTRATORS),
    "wagtailadmin_workflows:task_chosen": Verdict(ADMINISTRATORS),
    # The choosers
    "wagtailadmin_choose_page": Verdict(STAFF),
    "wagtailadmin_choose_page_child": [
        Verdict(STAFF),  # a published page
        *(Verdict(OWN, parent_page_id=page) for page in ("draft", "private", "replay")),
        Verdict(STAFF, parent_page_id="live"),
    ],
    "wagtailadmin_choose_page_search": [
        Verdict(STAFF, get=Q),
        Verdict(STAFF, get={"q": "privé"}),
        Verdict(STAFF, get={"q": "Récit"}),
    ],
    "wagtailadmin_choose_page_chosen_multiple": [
        *(Verdict(OWN, get={"id": page}) for page in ("draft", "private")),
        Verdict(STAFF, get={"id": "live"}),
    ],
    "wagtailadmin_choose_page_external_link": Verdict(STAFF),
    "wagtailadmin_choose_page_email_link": Verdict(STAFF),
    "wagtailadmin_choose_page_phone_link": Verdict(STAFF),
    "wagtailadmin_choose_page_anchor_link": Verdict(STAFF),
    "wagtaildocs_chooser:choose": Verdict(STAFF),
    "wagtaildocs_chooser:choose_results": Verdict(STAFF, get={"q": "document"}),
    "wagtaildocs_chooser:chosen": Verdict(OWN, pk="document"),
    "wagtaildocs_chooser:chosen_multiple": Verdict(STAFF, get={"id": "document"}),  # none of it
    "wagtaildocs_chooser:create": Verdict(STAFF),
    "wagtailimages_chooser:choose": Verdict(STAFF),
    "wagtailimages_chooser:choose_results": Verdict(STAFF, get={"q": "image"}),
    "wagtailimages_chooser:chosen": Verdict(OWN, pk="image"),
    "wagtailimages_chooser:chosen_multiple": Verdict(STAFF, get={"id": "image"}),  # none of it
    "wagtailimages_chooser:create": Verdict(STAFF),
    "wagtailimages_chooser:select_format": Verdict(OWN),
    "wagtailsnippetchoosers_hub_theme:choose": Verdict(STAFF),
    "wagtailsnippetchoosers_hub_theme:choose_results": Verdict(STAFF),
    "wagtailsnippetchoosers_hub_theme:chosen": Verdict(STAFF, **THEME),
    "wagtailsnippetchoosers_hub_theme:chosen_multiple": Verdict(STAFF, get={"id": "theme"}),
    "wagtailsnippetchoosers_hub_theme:create": Verdict(NETWORK),
    "wagtailembeds:chooser": Verdict(STAFF),
    "wagtailembeds:chooser_upload": Verdict(STAFF, post={}),
    # The words of tags are everybody's: they exist to be shared.
    "wagtailadmin_tag_autocomplete": Verdict(STAFF, get={"term": "a"}),
    "wagtailadmin_tag_model_autocomplete": Verdict(
        STAFF, get={"term": "a"}, app_name="taggit", model_name="tag"
    ),
    # Files
    "wagtaildocs:index": Verdict(STAFF),
    "wagtaildocs:index_results": Verdict(STAFF, get={"q": "document"}),
    "wagtaildocs:add": Verdict(STAFF),
    "wagtaildocs:edit": Verdict(OWN),
    "wagtaildocs:delete": Verdict(OWN),
    "wagtaildocs:document_usage": Verdict(OWN),
    "wagtaildocs:add_multiple": Verdict(STAFF),
    "wagtaildocs:edit_multiple": Verdict(OWN, post={}),
    "wagtaildocs:delete_multiple": Verdict(OWN, post={}),
    "wagtaildocs:create_multiple_from_uploaded_document": Verdict(
        frozenset({WRITER}), uploaded_file_id="uploaded_document", post={}
    ),
    "wagtaildocs:delete_upload_multiple": Verdict(
        frozenset({WRITER}), uploaded_file_id="uploaded_document", post={}
    ),
    "wagtailimages:index": Verdict(STAFF),
    "wagtailimages:index_results": Verdict(STAFF, get={"q": "image"}),
    "wagtailimages:add": Verdict(STAFF),
    "wagtailimages:edit": Verdict(OWN),
    "wagtailimages:delete": Verdict(OWN),
    "wagtailimages:image_usage": Verdict(OWN),
    "wagtailimages:url_generator": Verdict(NOBODY),  # no image is made on demand here
    "wagtailimages:url_generator_output": Verdict(NOBODY),
    "wagtailimages:preview": Verdict(OWN, filter_spec="width-10"),
    "wagtailimages:add_multiple": Verdict(STAFF),
    "wagtailimages:edit_multiple": Verdict(OWN, post={}),
    "wagtailimages:delete_multiple": Verdict(OWN, post={}),
    "wagtailimages:create_multiple_from_uploaded_image": Verdict(
        frozenset({WRITER}), uploaded_file_id="uploaded_image", post={}
    ),
    "wagtailimages:delete_upload_multiple": Verdict(
        frozenset({WRITER}), uploaded_file_id="uploaded_image", post={}
    ),
    "wagtailadmin_collections:index": Verdict(ADMINISTRATORS),
    "wagtailadmin_collections:add": Verdict(ADMINISTRATORS),
    "wagtailadmin_collections:edit": Verdict(ADMINISTRATORS, pk="collection"),
    "wagtailadmin_collections:delete": Verdict(ADMINISTRATORS, pk="collection"),
    "wagtailadmin_collections:set_privacy": Verdict(ADMINISTRATORS),
    # Reports
    "wagtailadmin_reports:locked_pages": Verdict(NETWORK),
    "wagtailadmin_reports:locked_pages_results": Verdict(NETWORK),
    "wagtailadmin_reports:workflow": Verdict(STAFF),
    "wagtailadmin_reports:workflow_results": [
        Verdict(STAFF),
        Verdict(STAFF, get={"requested_by": "writer"}),
        Verdict(STAFF, get={"export": "csv"}),
    ],
    "wagtailadmin_reports:workflow_tasks": Verdict(STAFF),
    "wagtailadmin_reports:workflow_tasks_results": Verdict(STAFF),
    "wagtailadmin_reports:site_history": Verdict(STAFF),
    "wagtailadmin_reports:site_history_results": [
        Verdict(STAFF),
        Verdict(STAFF, get={"export": "csv"}),
    ],
    "wagtailadmin_reports:aging_pages": Verdict(STAFF),
    "wagtailadmin_reports:aging_pages_results": Verdict(STAFF),
    "wagtailadmin_reports:page_types_usage": Verdict(NETWORK),
    "wagtailadmin_reports:page_types_usage_results": Verdict(NETWORK),
    # Registers
    # One's account
    "login_code": Verdict(NOBODY),  # to the login: nobody waits for a code
    "login_set_up": Verdict(NOBODY),
    "account_security": Verdict(STAFF),
    "account_set_up": Verdict(STAFF),
    "account_recovery_codes": Verdict(STAFF),  # back to one's own page, without an application
    "account_remove": Verdict(STAFF),
    "account_sessions": Verdict(STAFF, post={}),
    "second_factor_reset": Verdict(ADMINISTRATORS, user_id="writer"),
    # Reviews
    "inbox": Verdict(STAFF),
    "inbox_decide": [
        Verdict(ADMINISTRATORS | {REVIEWER}, state_id="task_state", post={}),
        Verdict(NETWORK, state_id="network_state", post={}),
        Verdict(frozenset({STRANGE_REVIEWER}), state_id="joint_state", post={}),
    ],
    "inbox_seen": Verdict(NETWORK, state_id="unseen_state", post={}),
    "urgent_publication": page_views(NETWORK, "draft"),
    "joint_partners": page_views(OWN, "draft", "joint"),
    "joint_answer": [
        *page_views(NOBODY, "draft"),
        *page_views(frozenset({STRANGE_REVIEWER}), "joint"),
    ],
    # Who holds the link is who answers, logged in or not.
    "director_answer": [Verdict(EVERYBODY, token="director_token"), Verdict(NOBODY, token="x")],
    "director_preview": [Verdict(EVERYBODY, token="director_token"), Verdict(NOBODY, token="x")],
    "event_announcement": [*page_views(NOBODY, "event"), *page_views(OWN, "held_event")],
    "event_recap": [Verdict(OWN, event_id="event"), Verdict(OWN, event_id="held_event")],
    "event_recap_upload": [
        Verdict(NOBODY, event_id="event", post=PHOTO),  # it is not published
        Verdict(OWN, event_id="held_event", post=PHOTO),
    ],
    # The partners' people
    "invitation": [Verdict(EVERYBODY, key="invitation"), Verdict(NOBODY, key="x")],
    "partners_audit": Verdict(NETWORK),
    "partners_audit_results": Verdict(NETWORK),
    "partners_import": Verdict(NETWORK),
    "partners_import_model": Verdict(NETWORK),
    "partners_access": Verdict(NETWORK, instance_pk="partner"),
    "partners_person": Verdict(
        NETWORK, instance_pk="partner", person="writer", post={"action": "remove"}
    ),
    # Proposals from outside
    "propose_event": Verdict(EVERYBODY),
    "propose_pole": Verdict(EVERYBODY),
    "proposal_sent": Verdict(EVERYBODY),
    "proposal_confirm": [Verdict(EVERYBODY, token="proposal_token"), Verdict(NOBODY, token="x")],
    "proposal_refuse": Verdict(NETWORK, pk="proposal"),
    "propositions_modeladmin_index": Verdict(NETWORK),
    "propositions_modeladmin_create": Verdict(NOBODY),
    "propositions_modeladmin_edit": Verdict(NOBODY, instance_pk="proposal"),  # its page is edited
    "propositions_modeladmin_delete": Verdict(NETWORK, instance_pk="proposal"),
    "propositions_modeladmin_history": Verdict(NETWORK, instance_pk="proposal"),
    "propositions_modeladmin_inspect": Verdict(NETWORK, instance_pk="proposal"),
    # Registers
    "partenaires_modeladmin_index": Verdict(STAFF),
    "partenaires_modeladmin_create": Verdict(NETWORK),
    "partenaires_modeladmin_edit": Verdict(NETWORK, instance_pk="partner"),
    "partenaires_modeladmin_delete": Verdict(NETWORK, instance_pk="partner"),
    "partenaires_modeladmin_inspect": Verdict(OWN, instance_pk="partner"),
    "partenaires_modeladmin_history": Verdict(OWN, instance_pk="partner"),
    "frequentation_modeladmin_index": [
        Verdict(STAFF),
        Verdict(STAFF, get={"export": "csv", "periode": "tout"}),
    ],
    "consentements_modeladmin_index": Verdict(STAFF),
    "consentements_modeladmin_create": [Verdict(STAFF), Verdict(STAFF, get={"replay": "replay"})],
    "consentements_modeladmin_edit": Verdict(OWN, instance_pk="consent"),
    "consentements_modeladmin_delete": Verdict(NETWORK, instance_pk="consent"),
    "consentements_modeladmin_inspect": Verdict(OWN, instance_pk="consent"),
    "consentements_modeladmin_history": Verdict(OWN, instance_pk="consent"),
    "event_dates": Verdict(STAFF, post={"programme-count": "0", "body-count": "0"}),
    # What the network keeps
    "wagtailsnippets:index": Verdict(NOBODY),  # each kind has its own menu
    "wagtailsnippets_hub_theme:list": Verdict(NETWORK),
    "wagtailsnippets_hub_theme:list_results": Verdict(NETWORK),
    "wagtailsnippets_hub_theme:add": Verdict(NETWORK),
    "wagtailsnippets_hub_theme:edit": Verdict(NETWORK, **THEME),
    "wagtailsnippets_hub_theme:delete": Verdict(NETWORK, **THEME),
    "wagtailsnippets_hub_theme:usage": Verdict(NETWORK, **THEME),
    "wagtailsnippets_hub_theme:history": Verdict(NETWORK, **THEME),
    "wagtailsnippets_hub_theme:history_results": Verdict(NETWORK, **THEME),
    "wagtailsnippets_hub_theme:copy": Verdict(NETWORK, **THEME),
    "wagtailredirects:index": Verdict(NETWORK),
    "wagtailredirects:index_results": Verdict(NETWORK),
    "wagtailredirects:add": Verdict(NETWORK),
    "wagtailredirects:edit": Verdict(NETWORK),
    "wagtailredirects:delete": Verdict(NETWORK),
    "wagtailredirects:start_import": Verdict(NETWORK),
    "wagtailredirects:process_import": Verdict(
        NOBODY,
        post={"input_format": "0", "import_file_name": "x"},  # asks for a signed form
    ),
    "wagtailsettings:edit": [
        Verdict(NETWORK, **SETTINGS),
        Verdict(NETWORK, pk="site", **SETTINGS),
    ],
    "wagtailsettings:preview_on_edit": Verdict(NOBODY, pk="site", **SETTINGS),  # has no preview
    # What the administrators keep
    **{
        f"wagtailsites:{name}": Verdict(ADMINISTRATORS)
        for name in ("index", "index_results", "add")
    },
    **{
        f"wagtailsites:{name}": Verdict(ADMINISTRATORS, pk="site")
        for name in ("edit", "delete", "history", "history_results", "usage", "copy")
    },
    **{
        f"wagtailusers_users:{name}": Verdict(ADMINISTRATORS)
        for name in ("index", "index_results", "add")
    },
    **{
        f"wagtailusers_users:{name}": Verdict(ADMINISTRATORS, pk="writer")
        for name in ("edit", "delete", "history", "history_results", "usage", "copy")
    },
    **{
        f"wagtailusers_groups:{name}": Verdict(ADMINISTRATORS)
        for name in ("index", "index_results", "add")
    },
    **{
        f"wagtailusers_groups:{name}": Verdict(ADMINISTRATORS, pk="group")
        for name in ("edit", "delete", "history", "history_results", "usage")
    },
    # The site
    "wagtaildocs_serve": [
        Verdict(OWN, document_filename="document_filename"),
        Verdict(EVERYBODY, document_id="slides_document", document_filename="slides_filename"),
    ],
    "wagtaildocs_authenticate_with_password": Verdict(
        EVERYBODY, restriction_id="collection_restriction"
    ),
    "document_preview": [
        Verdict(OWN, version="document_version", number="1", width="width"),
        Verdict(
            EVERYBODY,
            document_id="slides_document",
            version="slides_version",
            number="1",
            width="width",
        ),
    ],
    "agenda_feed": Verdict(EVERYBODY),
    "agenda_atom": Verdict(EVERYBODY),
    "agenda_json": Verdict(EVERYBODY),
    "event_download": [Verdict(NOBODY, key="event_key"), Verdict(EVERYBODY, key="held_event_key")],
    "resources_atom": Verdict(EVERYBODY),
    "resources_json": Verdict(EVERYBODY),
    "replays_podcast": Verdict(EVERYBODY),
    "cite_bibtex": [Verdict(NOBODY, number="replay"), Verdict(EVERYBODY, number="slides")],
    "cite_ris": [Verdict(NOBODY, number="replay"), Verdict(EVERYBODY, number="slides")],
    "favourites": Verdict(EVERYBODY, get={"r": "replay"}),
    "favourites_zip": [
        Verdict(NOBODY, get={"r": "replay"}),
        Verdict(EVERYBODY, get={"r": "slides"}),
    ],
    "replay_play": [
        Verdict(NOBODY, replay_id="replay", post={}),
        Verdict(EVERYBODY, replay_id="film", post={}),
    ],
    "search": [Verdict(EVERYBODY, get=Q), Verdict(EVERYBODY, get={"q": "privé"})],
    "legal_notice": Verdict(EVERYBODY),
    "privacy": Verdict(EVERYBODY),
    "accessibility": Verdict(EVERYBODY),
    "robots": Verdict(EVERYBODY),
    "sitemap": Verdict(EVERYBODY),
    # The files of images are read by who knows their name: README.md says so.
    "media/images/<path:path>": Verdict(NOBODY, path="/media/images/rien.png"),
    "media/original_images/<path:path>": Verdict(NOBODY, path="/media/original_images/rien.png"),
    "wagtailcore_authenticate_with_password": Verdict(
        EVERYBODY, page_view_restriction_id="restriction", page_id="private"
    ),
    "wagtailcore_login": Verdict(EVERYBODY),
    "wagtail_serve": [
        Verdict(NOBODY, path="draft_path"),
        Verdict(EVERYBODY, path="live_path"),
        Verdict(EVERYBODY, path="private_path"),  # the form that asks for the password
        Verdict(EVERYBODY, path="section_path"),
    ],
}

# The actions on several rows, by model and by name; the rows are the partner's.
BULK_VERDICTS: dict[tuple[str, str, str], list[Verdict]] = {
    ("hub", "hubpage", "publish"): [
        Verdict(NETWORK, get={"id": page}) for page in ("draft", "live")
    ],
    ("hub", "hubpage", "unpublish"): [Verdict(NETWORK, get={"id": "live"})],
    ("hub", "hubpage", "move"): [
        Verdict(OWN, get={"id": "draft"}),
        Verdict(NETWORK, get={"id": "live"}),
    ],
    ("hub", "hubpage", "delete"): [Verdict(OWN, get={"id": "draft"})],
    **{
        ("hub", model, action): [Verdict(OWN, get={"id": name})]
        for model, name in (("hubdocument", "document"), ("hubimage", "image"))
        for action in ("add_tags", "add_to_collection", "delete")
    },
    ("hub", "theme", "delete"): [Verdict(NETWORK, get={"id": "theme"})],
    **{
        ("hub", "user", action): [Verdict(ADMINISTRATORS, get={"id": "writer"})]
        for action in ("assign_role", "delete", "set_active_state")
    },
}
