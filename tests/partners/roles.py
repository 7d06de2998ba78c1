"""The words of the table of verdicts: the roles, and for whom an address answers."""

from __future__ import annotations

from typing import Any

# The roles. A stranger is of the other partner; all the objects are the first partner's.
VISITOR, WRITER, REVIEWER = "visitor", "writer", "reviewer"
STRANGER, STRANGE_REVIEWER = "stranger", "strange_reviewer"
TEAM, ADMINISTRATOR = "team", "administrator"
STRANGERS = [VISITOR, STRANGER, STRANGE_REVIEWER]
ROLES = [VISITOR, WRITER, REVIEWER, STRANGER, STRANGE_REVIEWER, TEAM, ADMINISTRATOR]

EVERYBODY = frozenset(ROLES)
STAFF = EVERYBODY - {VISITOR}  # who enters the admin
OWN = STAFF - {STRANGER, STRANGE_REVIEWER}  # the partner's people and the network
NETWORK = frozenset({TEAM, ADMINISTRATOR})
ADMINISTRATORS = frozenset({ADMINISTRATOR})
NOBODY: frozenset[str] = frozenset()

NAMES = {
    "page_id": "draft",
    "parent_page_id": "section",
    "page_to_move_id": "draft",
    "destination_id": "section",
    "document_id": "document",
    "doc_id": "document",
    "image_id": "image",
    "collection_id": "collection",
    "revision_id": "revision",
    "revision_id_a": "first_revision",
    "revision_id_b": "revision",
    "task_state_id": "task_state",
    "task_id": "task",
    "workflow_state_id": "workflow_state",
    "session_id": "editing_session",
    "object_id": "draft",
    "redirect_id": "redirect",
}


class Verdict:
    """For whom an address answers, with which objects."""

    def __init__(
        self,
        answers: frozenset[str],
        *,
        get: dict[str, Any] | None = None,
        post: dict[str, Any] | None = None,
        path: str = "",
        **objects: str,
    ) -> None:
        """``path`` stands for an address that has no name."""
        self.answers, self.get, self.post = answers, get or {}, post
        self.path, self.objects = path, objects

    def __str__(self) -> str:
        return ",".join([*(f"{k}={v}" for k, v in self.objects.items()), *self.get]) or "-"


def page_views(answers: frozenset[str], *pages: str, **more: Any) -> list[Verdict]:
    return [Verdict(answers, page_id=page, **more) for page in pages]
