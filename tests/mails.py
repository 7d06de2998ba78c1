"""Reading the mails that a test's site has sent."""

from __future__ import annotations

import re

from django.core import mail


def recipients() -> list[str]:
    """Return the addresses written to, in order."""
    return [address for message in mail.outbox for address in message.to]


def link_in(body: str | None = None) -> str:
    """Return the path of the link to choose a password; in the last mail unless ``body`` is."""
    text = body if body is not None else str(mail.outbox[-1].body)
    [path] = re.findall(r"https?://[^/\s]+(/admin/invitation/\S+)", text)
    return str(path)
