"""Resources: slides, replays and publications."""

from resources.models.consent import RecordingConsent
from resources.models.count import DailyCount
from resources.models.presentation import PresentationPage
from resources.models.publication import PublicationPage
from resources.models.reading import DocumentPage, DocumentReading
from resources.models.replay import Chapter, ReplayPage
from resources.models.resource import ResourceIndexPage, ResourcePage

__all__ = [
    "Chapter",
    "DailyCount",
    "DocumentPage",
    "DocumentReading",
    "PresentationPage",
    "PublicationPage",
    "RecordingConsent",
    "ReplayPage",
    "ResourceIndexPage",
    "ResourcePage",
]
