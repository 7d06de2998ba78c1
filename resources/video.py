"""Videos elsewhere: the site that holds one, its player, who receives the visitor's address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urlsplit

_YOUTUBE_HOSTS = {"youtube.com", "m.youtube.com", "music.youtube.com", "youtube-nocookie.com"}
_YOUTUBE_PATH = re.compile(r"/(?:embed|live|shorts|v)/([^/]+)/?")
_YOUTUBE_ID = re.compile(r"[\w-]{11}", re.ASCII)
_VIMEO_PATH = re.compile(
    r"/(?:video/|channels/[\w-]+/|groups/[\w-]+/videos/)?([0-9]{1,20})(?:/(\w+))?/?", re.ASCII
)
_VIMEO_HASH = re.compile(r"\w{1,40}", re.ASCII)
# A UUID, or the 22 characters of base 58 that stand for one.
_PEERTUBE_PATH = re.compile(
    r"/(?:w|videos/watch|videos/embed)/"
    r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[1-9A-HJ-NP-Za-km-z]{22})/?"
)
_HOST = re.compile(r"[a-z0-9.-]+", re.ASCII)


@dataclass(frozen=True)
class Video:
    """A video that a known player can show here.

    ``provider`` is "youtube", "vimeo" or "peertube"; ``origin`` the scheme and host that the player
    is loaded from; ``player`` its whole address; ``receiver`` who learns the visitor's IP address
    by loading it, as a reader knows them.
    """

    provider: str
    origin: str
    player: str
    receiver: str


def known_video(url: str) -> Video | None:
    """Return the video at ``url``; ``None`` where no known player shows it.

    YouTube is read at its domain without cookies, Vimeo with ``dnt=1`` (no statistics), PeerTube
    with ``p2p=0``: the other viewers of the moment do not receive the visitor's address.
    """
    try:
        parts = urlsplit(url.strip())
        if parts.scheme not in {"http", "https"} or parts.port:
            return None
    except ValueError:  # "https://[", a port that is none
        return None
    host = (parts.hostname or "").removeprefix("www.")
    if host == "youtu.be" or host in _YOUTUBE_HOSTS:
        return _youtube(host, parts)
    if host in {"vimeo.com", "player.vimeo.com"}:
        return _vimeo(parts)
    return _peertube(parts)


def _youtube(host: str, parts: SplitResult) -> Video | None:
    if host == "youtu.be":
        key = parts.path.strip("/")
    elif match := _YOUTUBE_PATH.fullmatch(parts.path):
        key = match[1]
    else:
        key = parse_qs(parts.query).get("v", [""])[0]
    if not _YOUTUBE_ID.fullmatch(key):
        return None
    origin = "https://www.youtube-nocookie.com"
    return Video("youtube", origin, f"{origin}/embed/{key}?enablejsapi=1&rel=0", "YouTube (Google)")


def _vimeo(parts: SplitResult) -> Video | None:
    match = _VIMEO_PATH.fullmatch(parts.path)
    if not match:
        return None
    # The key of a video that is not listed stands in the path, or in the query of a player.
    key = match[2] or parse_qs(parts.query).get("h", [""])[0]
    unlisted = f"&h={key}" if _VIMEO_HASH.fullmatch(key) else ""
    origin = "https://player.vimeo.com"
    return Video("vimeo", origin, f"{origin}/video/{match[1]}?dnt=1{unlisted}", "Vimeo")


def _peertube(parts: SplitResult) -> Video | None:
    host = parts.hostname or ""
    match = _PEERTUBE_PATH.fullmatch(parts.path)
    if not match or not _HOST.fullmatch(host):  # the host enters the security policy
        return None
    origin = f"https://{host}"
    return Video("peertube", origin, f"{origin}/videos/embed/{match[1]}?api=1&p2p=0", host)
