"""Words for a yes to one more service, as a timeline tells it."""

from collections.abc import Mapping
from typing import Any

from hub.portal.filters import day
from hub.portal.words import label
from hub.sight.naming import Names


def agreed_told(event: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """Write a yes of hub.sight for a timeline: title, at, by and text."""
    service = names.services.get(event["agreed"], event["agreed"])
    return {
        "title": "The person agreed to another service",
        "at": event["at"],
        "by": label(event["by"]),
        "text": f"{service}: {label(event['how']).lower()}, {day(event['given_on'])}",
    }
