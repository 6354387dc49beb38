"""How the person may be reached, put in the order in which a worker has to know it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hub.domain.codes import ContactChannel, YesNo
from hub.domain.safe_contact import is_in_window
from hub.domain.submission import Window
from hub.portal.words import label
from hub.portal.words.provider import UNSAFE, UNSURE


@dataclass(frozen=True, kw_only=True)
class Way:
    """One channel: what to use, or that it must not be used; an unsafe one carries no number."""

    channel: ContactChannel
    is_safe: bool
    value: str


@dataclass(frozen=True, kw_only=True)
class Guidance:
    """What a worker reads before they do anything.

    `now` lists the channels that are safe at this moment: a go-between is not bound by the person's times.
    `unsure` lists those of them of which nobody has said that they are safe.
    """

    ways: tuple[Way, ...]
    now: tuple[ContactChannel, ...]
    unsure: tuple[ContactChannel, ...]
    windows: tuple[str, ...]
    is_in_window: bool
    must_wait: bool
    reconfirm_first: bool


def guidance(contact: Mapping[str, Any], now: datetime) -> Guidance:
    """Read a contact as hub.sight shows it; what is not safe is not passed on."""
    windows = tuple(Window(**each) for each in contact["windows"])
    in_window = is_in_window(windows, now)
    safe = contact["safe_channels"]
    must_wait = contact["wait_for_the_lead"]
    open_now = [each for each in safe if in_window or each is ContactChannel.THROUGH]
    return Guidance(
        ways=tuple(
            _way(contact, each, is_safe=each in safe) for each in ContactChannel if _is_known(contact, each)
        ),
        now=() if must_wait else tuple(each for each in open_now if _is_said(contact, each)),
        unsure=() if must_wait else tuple(each for each in open_now if not _is_said(contact, each)),
        windows=tuple(_in_words(each) for each in windows),
        is_in_window=in_window,
        must_wait=must_wait,
        reconfirm_first=contact["reconfirm_first"],
    )


def _is_known(contact: Mapping[str, Any], channel: ContactChannel) -> bool:
    return channel is not ContactChannel.THROUGH or contact["through"] is not None


def _is_said(contact: Mapping[str, Any], channel: ContactChannel) -> bool:
    return contact[channel]["safe"] is YesNo.YES


def _way(contact: Mapping[str, Any], channel: ContactChannel, *, is_safe: bool) -> Way:
    if not is_safe:
        return Way(channel=channel, is_safe=False, value=UNSAFE[channel])
    value = f"{_value(contact, channel)}{'' if _is_said(contact, channel) else UNSURE}"
    return Way(channel=channel, is_safe=True, value=value)


def _value(contact: Mapping[str, Any], channel: ContactChannel) -> str:
    match channel:
        case ContactChannel.EMAIL:
            return str(contact["email"]["value"])
        case ContactChannel.LETTER:
            return str(contact["letter"]["value"] or contact["address"])
        case ContactChannel.THROUGH:
            through = contact["through"]
            who = (
                f"{through['name']} ({label(through['role']).lower()})"
                if through["name"]
                else label(through["role"])
            )
            return f"{who}: {through['value']}"
        case _:
            return str(contact["phone"]["value"])


def _in_words(window: Window) -> str:
    days = ", ".join(label(each) for each in window.days)
    return f"{days}: {window.start:%H:%M} to {window.end:%H:%M}"
