"""A referral, its person and its history as pairs of words, for summaries and timelines."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hub.domain.codes import DeclineReason
from hub.portal.agreed import agreed_told
from hub.portal.filters import day, when
from hub.portal.words import label
from hub.portal.words.amending import amended_told
from hub.sight.naming import Names

Pair = tuple[str, str | None]


def facts_told(facts: Mapping[str, Any], names: Names) -> list[Pair]:
    """Tell what a referral says of itself; nothing of it names the person."""
    return [
        ("Source", names.agencies.get(facts["source"], facts["source"])),
        ("Referring unit", label(facts["referring_unit"]) if facts["referring_unit"] else None),
        ("The source's own reference", facts["source_reference"]),
        ("Received", when(facts["received_at"])),
        ("Reported to the police", _moment(facts["reported"], facts["reported_at"])),
        ("When it happened", when(facts["incident_at"]) if facts["incident_at"] else "Not known"),
        ("Crime type", label(facts["crime_type"])),
        ("Flags", _labels(facts["flags"])),
        ("Hate strands", _labels(facts["strands"])),
        ("Borough", label(facts["borough"])),
        ("Works in or visits", _labels(facts["works_or_visits"])),
        ("Borough of the incident", label(facts["incident_borough"])),
        ("Age", label(facts["age_band"])),
        ("Who the person is", label(facts["relationship"])),
        ("Risk", _risk(facts)),
        ("Consent", _consent(facts, names)),
        ("Never to be referred to", _services(facts["exclude_services"], names)),
    ]


def person_told(person: Mapping[str, Any]) -> Mapping[str, list[Pair]] | None:
    """Tell who the person is and how they can be reached; None once the details are erased."""
    identity, contact, notes = person["identity"], person["contact"], person["notes"]
    if identity is None or contact is None:
        return None
    return {
        "identity": _identity(identity),
        "contact": _contact(contact),
        "notes": [pair for pair in _notes(notes or {}) if pair[1]],
    }


def written_told(rows: Iterable[Mapping[str, Any]]) -> list[Pair]:
    """Tell what was written at each act, under what it was, whose and when."""
    return [
        (f"{label(row['event'])}: {row['service']}, {when(row['at'])}", _words(row["reason"], row["text"]))
        for row in rows
    ]


def timeline_told(events: Sequence[Mapping[str, Any]], names: Names) -> list[dict[str, Any]]:
    """Tell what happened, newest first, as the part timeline.html takes it."""
    return [_told(each, names) for each in reversed(events)]


def _words(reason: str | None, text: str | None) -> str:
    coded = label(DeclineReason(reason)) if reason in set(DeclineReason) else None
    return ". ".join(part.replace("_", " ") for part in (coded, text) if part)


def _told(event: Mapping[str, Any], names: Names) -> dict[str, Any]:
    if "amended" in event:
        return {
            "title": "Referral changed",
            "at": event["at"],
            "by": label(event["by"]),
            "text": amended_told(event["amended"]),
        }
    if "agreed" in event:
        return agreed_told(event, names)
    if "referral" in event:
        return {
            "title": label(event["referral"]),
            "at": event["at"],
            "by": "",
            "text": ", ".join(label(reason) for reason in event["reasons"]),
        }
    doubt = "" if event["verified"] else ", by the link in a mail"
    return {
        "title": label(event["event"]),
        "at": event["at"],
        "by": f"{label(event['by'])}{doubt}",
        "text": names.services.get(event["service"], event["service"]),
    }


def _identity(identity: Mapping[str, Any]) -> list[Pair]:
    name = " ".join(part for part in (identity["given_name"], identity["family_name"]) if part)
    return [
        ("Name", name or "Not given"),
        ("Date of birth", day(identity["birth_date"]) if identity["birth_date"] else None),
        *([("Age", str(identity["age"]))] if identity["age"] is not None else []),
    ]


_CHANNELS = ("phone", "voicemail", "text", "email", "letter")


def _contact(contact: Mapping[str, Any]) -> list[Pair]:
    confidential = " (confidential)" if contact["address_confidential"] else ""
    address = ", ".join(part for part in (contact["address"], contact["postcode"]) if part)
    return [
        *((_channel_words(name), _channel(contact[name])) for name in _CHANNELS),
        ("When it is safe", _windows(contact["windows"])),
        ("Ask for", contact["ask_for"]),
        ("Say that you are", contact["introduce_as"]),
        ("May answer", ", ".join(contact["may_answer"])),
        ("Must never know", ", ".join(contact["never_tell"])),
        ("Suspect lives there", label(contact["suspect_at_home"])),
        ("Go-between", _through(contact["through"])),
        ("Address", f"{address}{confidential}" if address else None),
        ("Last confirmed", day(contact["confirmed_on"]) if contact["confirmed_on"] else None),
    ]


def _channel_words(name: str) -> str:
    return {"phone": "Phone", "text": "Text message"}.get(name, name.capitalize())


def _channel(channel: Mapping[str, Any]) -> str:
    safe = {"yes": "Safe", "no": "Not safe: do not use", "not_known": "Not known to be safe"}[channel["safe"]]
    return f"{safe}: {channel['value']}" if channel["value"] else safe


def _windows(windows: Iterable[Mapping[str, Any]]) -> str:
    said = [
        f"{', '.join(label(each) for each in window['days'])} "
        f"{window['start']:%H:%M} to {window['end']:%H:%M}"
        for window in windows
    ]
    return "; ".join(said) or "No times are given"


def _through(through: Mapping[str, Any] | None) -> str | None:
    if through is None:
        return None
    known = [label(through["role"]), through["name"], through["value"]]
    return f"{', '.join(part for part in known if part)}. Suspected: {label(through['suspected']).lower()}"


def _notes(notes: Mapping[str, Any]) -> list[Pair]:
    return [
        ("Officer", notes.get("officer_name")),
        ("Consent recorded by", notes.get("recorded_by")),
        ("Reason for going without consent", notes.get("consent_reason")),
        ("Reason for the risk band", notes.get("risk_reason")),
        ("Who keeps the person safe until the service opens", notes.get("holder_until_open")),
    ]


def _moment(reported: Any, at: Any) -> str:
    return f"Yes, {when(at)}" if at else label(reported)


def _risk(facts: Mapping[str, Any]) -> str:
    tool = f" ({label(facts['risk_tool'])} {facts['risk_score']})" if facts["risk_score"] is not None else ""
    judged = ", raised by professional judgement" if facts["professional_judgement"] else ""
    return f"{label(facts['risk_band'])}{tool}{judged}"


def _consent(facts: Mapping[str, Any], names: Names) -> str:
    said = [label(facts["consent_basis"])]
    if facts["consent_scope"]:
        said.append(label(facts["consent_scope"]).lower())
    if facts["consent_services"]:
        said.append(_services(facts["consent_services"], names) or "")
    if facts["consent_given_by"]:
        said.append(f"given by: {label(facts['consent_given_by']).lower()}")
    if facts["consent_given_on"]:
        said.append(day(facts["consent_given_on"]))
    return "; ".join(said)


def _services(slugs: Iterable[str], names: Names) -> str | None:
    return ", ".join(names.services.get(slug, slug) for slug in slugs) or None


def _labels(codes: Iterable[str]) -> str | None:
    return ", ".join(label(code) for code in codes) or None
