"""The fields of Open Referral UK 3.0 and HSDS 3 that the hub gives, as their documentation has them.

A field is required where either says so. A kind is a name below, a tuple of the only values, or a list of one
resource. What stands nowhere here is no field of the standard.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

Kind = str | tuple[str, ...] | list[str]

REQUIRED = {
    "about": {"version", "profile", "openapi_url"},
    "page": {
        "total_items",
        "total_pages",
        "page_number",
        "size",
        "first_page",
        "last_page",
        "empty",
        "contents",
    },
    "organization": {"id", "name", "description"},
    "service": {"id", "name", "status"},
    "service_at_location": {"id"},
    "location": {"id", "location_type"},
    "taxonomy": {"id", "name", "description"},
    "taxonomy_term": {"id", "name", "description"},
    "attribute": {"id"},
    "schedule": {"id"},
    "service_area": {"id"},
    "contact": {"id"},
    "phone": {"id", "number"},
    "language": {"id"},
    "funding": {"id"},
    "cost_option": {"id"},
}

FIELDS: Mapping[str, Mapping[str, Kind]] = {
    "about": {
        "version": "text",
        "profile": "uri",
        "openapi_url": "uri",
        "publisher": "text",
        "license": "uri",
        "description": "text",
    },
    "organization": {
        "id": "uuid",
        "name": "text",
        "description": "text",
        "email": "email",
        "website": "uri",
        "services": ["service"],
    },
    "service": {
        "id": "uuid",
        "organization_id": "uuid",
        "name": "text",
        "description": "text",
        "url": "uri",
        "email": "email",
        "status": ("active", "inactive", "defunct", "temporarily closed"),
        "application_process": "text",
        "eligibility_description": "text",
        "minimum_age": "number",
        "maximum_age": "number",
        "assured_date": "date",
        "alert": "text",
        "last_modified": "instant",
        "modified_date": "instant",
        "organization": "organization",
        "phones": ["phone"],
        "schedules": ["schedule"],
        "service_areas": ["service_area"],
        "service_at_locations": ["service_at_location"],
        "languages": ["language"],
        "funding": ["funding"],
        "cost_options": ["cost_option"],
        "contacts": ["contact"],
        "attributes": ["attribute"],
    },
    "service_at_location": {
        "id": "uuid",
        "service_id": "uuid",
        "location_id": "uuid",
        "location": "location",
        "service": "service",
    },
    "location": {
        "id": "uuid",
        "location_type": ("physical", "postal", "virtual"),
        "name": "text",
        "description": "text",
        "external_identifier": "text",
        "external_identifier_type": "text",
        "attributes": ["attribute"],
    },
    "taxonomy": {
        "id": "uuid",
        "name": "text",
        "description": "text",
        "taxonomy_terms": ["taxonomy_term"],
    },
    "taxonomy_term": {
        "id": "uuid",
        "code": "text",
        "name": "text",
        "description": "text",
        "parent_id": "uuid",
        "taxonomy": "text",
        "taxonomy_id": "uuid",
        "term": "text",
        "language": "text",
    },
    "attribute": {
        "id": "uuid",
        "link_id": "uuid",
        "link_entity": "text",
        "link_type": "text",
        "taxonomy_term_id": "uuid",
        "taxonomy_term": "taxonomy_term",
    },
    "schedule": {
        "id": "uuid",
        "service_id": "uuid",
        "freq": ("WEEKLY", "MONTHLY"),
        "byday": "byday",
        "opens_at": "time",
        "closes_at": "time",
        "description": "text",
        "notes": "text",
    },
    "service_area": {
        "id": "uuid",
        "service_id": "uuid",
        "name": "text",
        "description": "text",
        "service_area": "text",
        "uri": "uri",
    },
    "contact": {"id": "uuid", "service_id": "uuid", "title": "text", "phones": ["phone"]},
    "phone": {"id": "uuid", "number": "text", "type": "text", "service_id": "uuid", "contact_id": "uuid"},
    "language": {"id": "uuid"},
    "funding": {"id": "uuid"},
    "cost_option": {"id": "uuid"},
}

PAGE_OF_ORGANIZATIONS = {"id", "name", "description"}
"""What the profile's schema wants of that list itself."""

_SHAPES = {
    "uri": r"https?://[^\s<>\"]+",
    "email": r"[^@\s]+@[^@\s]+\.[^@\s]+",
    "instant": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z",
    "date": r"\d{4}-\d\d-\d\d",
    "time": r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d",
    "byday": r"(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*",
    "text": r"(?s).+",
    "uuid": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
}
_READ = {"uuid": UUID, "date": date.fromisoformat, "instant": datetime.fromisoformat}


def faults(resource: str, given: Any, path: str = "") -> Iterator[str]:
    """Say where a thing departs from its table: a field missing, unknown, or of another kind."""
    here = f"{path or resource}"
    if not isinstance(given, dict):
        yield f"{here}: not an object"
        return
    known = FIELDS[resource]
    yield from (f"{here}: lacks {name}" for name in sorted(REQUIRED[resource] - set(given)))
    yield from (f"{here}: no field {name}" for name in sorted(set(given) - set(known)))
    for name, kind in known.items():
        if name in given:
            yield from _of_kind(kind, given[name], f"{here}.{name}")


def _of_kind(kind: Kind, value: Any, path: str) -> Iterator[str]:
    if isinstance(kind, list):
        if not isinstance(value, list):
            yield f"{path}: not a list"
            return
        for index, each in enumerate(value):
            yield from faults(kind[0], each, f"{path}[{index}]")
    elif isinstance(kind, str) and kind in FIELDS:
        yield from faults(kind, value, path)
    elif not _is(kind, value):
        yield f"{path}: {value!r} is no {kind}"


def _is(kind: Kind, value: Any) -> bool:
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if isinstance(kind, tuple):
        return value in kind
    if not isinstance(value, str) or not re.fullmatch(_SHAPES[str(kind)], value):
        return False
    _READ.get(str(kind), str)(value)
    return True
