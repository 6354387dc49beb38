"""Words about the directory: what it keeps, and why a service takes nobody new."""

from collections.abc import Mapping
from enum import StrEnum

from hub.domain.codes import DirectoryKind, PauseReason
from hub.domain.postcode_list import ListSource

KINDS: Mapping[StrEnum, str] = {
    DirectoryKind.AGENCY: "Agency",
    DirectoryKind.AGREEMENT: "Data agreement",
    DirectoryKind.SERVICE: "Service",
    DirectoryKind.CONTRACT: "Contract",
    DirectoryKind.PAUSE: "Pause of a service",
    DirectoryKind.SUPPORT_AGENCY: "Support agency",
}

PAUSE_REASONS: Mapping[StrEnum, str] = {
    PauseReason.FULL: "Full",
    PauseReason.STAFF: "Too few staff",
    PauseReason.PREMISES: "Premises cannot be used",
    PauseReason.FUNDING: "Funding in question",
    PauseReason.QUALITY: "Under review by the commissioner",
    PauseReason.PROVIDER_ASKED: "Asked for by the provider",
    PauseReason.COMMISSIONER_DECIDED: "Decided by the commissioner",
}

LIST_SOURCES: Mapping[StrEnum, str] = {
    ListSource.CODE_POINT_OPEN: "OS Code-Point Open",
    ListSource.ONS_POSTCODE_DIRECTORY: "ONS Postcode Directory",
    ListSource.OWN: "A list of our own",
}

ALL = (KINDS, PAUSE_REASONS, LIST_SOURCES)
