"""From a table of the file to a contract's ladders: whom each clock goes to that is not answered."""

from hub.directory.rules.reading import TableReader
from hub.directory.rules.values import PlainLadders
from hub.domain.codes import Clock
from hub.domain.ladders import RungTerms, faults_of

HIGH = "high"
BANDS = (HIGH, "other")


def ladders(table: TableReader) -> PlainLadders:
    """Read the ladders of some clocks, at high risk and otherwise, each a list of rungs in words."""
    found: PlainLadders = {}
    for clock in table.names():
        bands = table.table(clock)
        if clock not in set(Clock):
            table.fault(clock, "unknown_code", f"{clock!r} is none of {', '.join(Clock)}.")
        else:
            found[clock] = {band: _ladder(bands, Clock(clock), band) for band in BANDS if bands.has(band)}
            bands.close()
    return found


def _ladder(bands: TableReader, clock: Clock, band: str) -> list[str]:
    said = bands.texts(band)
    rungs = [rung for place, text in enumerate(said) if (rung := _rung(bands, f"{band}/{place}", text))]
    if len(rungs) == len(said):
        for fault in faults_of(clock, rungs, is_high_risk=band == HIGH):
            place = f"{band}/{fault.position}" if rungs else band
            bands.fault(place, fault.code, fault.message)
    return [str(rung) for rung in rungs]


def _rung(bands: TableReader, place: str, text: str) -> RungTerms | None:
    try:
        return RungTerms.parse(text)
    except ValueError as error:
        bands.fault(place, "bad_rung", f"{text!r} is no rung; {error}.")
        return None
