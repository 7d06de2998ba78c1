"""Resources as the entries of a feed of news, and replays as the episodes of a podcast."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from django.conf import settings
from django.templatetags.static import static
from django.utils.feedgenerator import Enclosure, Rss201rev2Feed

from hub.feeds import Attachment, Entry
from hub.text import without_controls

if TYPE_CHECKING:
    from hub.models import HubDocument
    from resources.models import ReplayPage, ResourcePage

# What players of podcasts read, by the file's extension.
EPISODE_TYPES = {"mp3": "audio/mpeg", "mp4": "video/mp4", "webm": "video/webm"}
COVER = "hub/img/podcast.png"  # 1,400 pixels a side, the least that directories take
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"


def entry(resource: ResourcePage, opened: Container[int]) -> Entry:
    """Return ``resource`` as a feed shows it, with its file where it is one of ``opened``."""
    speakers = [str(speaker) for speaker in resource.speakers.all()]
    return Entry(
        key=f"urn:uuid:{resource.translation_key}",
        url=resource.page_address,
        title=resource.title,
        content="\n".join(part for part in [resource.summary, *speakers] if part),
        published=resource.first_published_at,
        updated=resource.last_published_at,
        categories=[resource.kind_label],
        attachment=attachment(resource.document) if resource.document_id in opened else None,
    )


def attachment(document: HubDocument) -> Attachment:
    """Return the file as feeds name it."""
    kind = EPISODE_TYPES.get(document.file_extension.lower()) or document.content_type
    return Attachment(urljoin(settings.BASE_URL, document.url), document.file_size or 0, str(kind))


class PodcastFeed(Rss201rev2Feed):
    """RSS 2.0 with the tags of Apple's specification, which all players read."""

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:itunes": ITUNES}

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        handler.addQuickElement("itunes:author", self.feed["author_name"])
        handler.addQuickElement("itunes:image", None, {"href": self.feed["cover"]})
        handler.addQuickElement("itunes:category", None, {"text": "Government"})
        handler.addQuickElement("itunes:explicit", "false")

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item["seconds"]:
            handler.addQuickElement("itunes:duration", str(item["seconds"]))
        if item["authors"]:
            handler.addQuickElement("itunes:author", item["authors"])
        if item["cover"]:
            handler.addQuickElement("itunes:image", None, {"href": item["cover"]})


def podcast(
    replays: Iterable[ReplayPage],
    opened: Container[int],
    *,
    name: str,
    author: str,
    about: str,
    path: str,
    page: str,
) -> bytes:
    """Return the podcast of those ``replays`` whose file is one of ``opened``, in their order."""
    feed = PodcastFeed(
        title=without_controls(name),
        link=urljoin(settings.BASE_URL, page),
        description=without_controls(about),
        language="fr",
        author_name=without_controls(author),
        feed_url=urljoin(settings.BASE_URL, path),
        cover=urljoin(settings.BASE_URL, static(COVER)),
    )
    for replay in replays:
        shown = entry(replay, opened)
        file = shown.attachment
        if file is None:
            continue
        feed.add_item(
            title=without_controls(shown.title),
            link=shown.url,
            description=without_controls(shown.content or shown.title),
            unique_id=shown.key,
            unique_id_is_permalink=False,
            pubdate=shown.published,
            enclosures=[Enclosure(file.url, str(file.size), file.content_type)],
            seconds=int(replay.duration.total_seconds()) if replay.duration else 0,
            authors=without_controls(", ".join(s.name for s in replay.speakers.all())),
            cover=cover(replay),
        )
    return feed.writeString("utf-8").encode()


def cover(replay: ReplayPage) -> str:
    """Return the absolute address of the replay's image as a square; empty without one."""
    if replay.image is None:
        return ""
    square = replay.image.get_rendition("fill-1400x1400|format-jpeg")
    return urljoin(settings.BASE_URL, square.url)
