from hub.models.generation import Generation
from hub.models.joint import JointPartner, pages_with
from hub.models.media import HubDocument, HubImage, HubRendition
from hub.models.network import Partner, PartnerKind, PartnerLevel, Territory, TerritoryLevel, Theme
from hub.models.pages import HubPage, Speaker
from hub.models.people import User
from hub.models.sessions import Session
from hub.models.site import NetworkSettings

__all__ = [
    "Generation",
    "HubDocument",
    "HubImage",
    "HubPage",
    "HubRendition",
    "JointPartner",
    "NetworkSettings",
    "Partner",
    "PartnerKind",
    "PartnerLevel",
    "Session",
    "Speaker",
    "Territory",
    "TerritoryLevel",
    "Theme",
    "User",
    "pages_with",
]
