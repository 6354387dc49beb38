"""Risk and consent, as the wire gives them: on what terms the referral travels."""

from hub.domain.codes import ConsentBasis, ConsentHow, ConsentScope, GivenBy, RiskBand
from hub.domain.submission import Consent, Risk, RiskTool
from hub.intake.rules.fault_codes import FaultCode
from hub.intake.rules.limits import NAME, REASON, REFERENCE
from hub.intake.rules.reading import Reading
from hub.intake.rules.risk import HIGHEST_SCORE, band_of_score, is_below

_LARGEST = max(HIGHEST_SCORE.values())


def read_services(reading: Reading, name: str) -> tuple[str, ...]:
    """Read a list of different services that the directory knows."""

    def read(at: str, value: object) -> str | None:
        service = reading.text_at(at, value, REFERENCE)
        if service is not None and service not in reading.known.services:
            reading.refuse(at, FaultCode.UNKNOWN_SERVICE, "The directory has no such service.")
            return None
        return service

    return reading.each(name, read)


def read_consent(reading: Reading) -> tuple[Consent, str | None, str | None]:
    """Read the consent, who recorded it, and the reason where there is none."""
    consent = Consent(
        basis=reading.required_code("basis", ConsentBasis),
        scope=reading.code("scope", ConsentScope, ConsentScope.ANY_SUITABLE_SERVICE),
        services=read_services(reading, "services"),
        given_by=reading.optional_code("given_by", GivenBy),
        how=reading.optional_code("how", ConsentHow),
        given_on=reading.day("given_on"),
    )
    recorded_by = reading.text("recorded_by", NAME)
    reason = reading.text("reason", REASON, lines=True)
    _check_consent(reading, consent, reason)
    return consent, recorded_by, reason


def _check_consent(reading: Reading, consent: Consent, reason: str | None) -> None:
    lacks_services = consent.scope is ConsentScope.NAMED_SERVICES and not consent.services
    if lacks_services and not reading.has_fault("scope", "services"):
        reading.refuse("services", FaultCode.REQUIRED, "A consent to named services names at least one.")
    lacks_reason = consent.basis is ConsentBasis.WITHOUT_CONSENT_JUSTIFIED and reason is None
    if lacks_reason and not reading.has_fault("basis", "reason"):
        message = "Passing details on without consent needs its reason."
        reading.refuse("reason", FaultCode.REQUIRED, message)


def read_risk(reading: Reading) -> tuple[Risk, str | None]:
    """Read the risk with the band that counts, and the reason of a professional judgement.

    A score lifts a band that was left open. Professional judgement may lift the band above the score's,
    with a reason; nothing lowers it. MeRIT's cut-offs below 72 are not published, so there any band stays.
    """
    tool = reading.optional_code("tool", RiskTool)
    score = reading.whole("score", 0, _LARGEST if tool is None else HIGHEST_SCORE[tool])
    stated = reading.code("band", RiskBand, RiskBand.NOT_KNOWN)
    is_judged = reading.truth("professional_judgement")
    reason = reading.text("reason", REASON, lines=True)
    floor = band_of_score(tool, score)
    band = floor if stated is RiskBand.NOT_KNOWN else stated
    risk = Risk(tool=tool, score=score, band=band, professional_judgement=is_judged)
    if not reading.has_fault("tool", "score", "band", "professional_judgement", "reason"):
        _check_risk(reading, risk, floor, reason)
    return risk, reason


def _check_risk(reading: Reading, risk: Risk, floor: RiskBand, reason: str | None) -> None:
    if risk.score is not None and risk.tool is None:
        reading.refuse("tool", FaultCode.REQUIRED, "A score needs the tool that it comes from.")
    if risk.professional_judgement and reason is None:
        reading.refuse("reason", FaultCode.REQUIRED, "Professional judgement needs its reason.")
    if is_below(risk.band, floor):
        message = f"The score stands for {floor}; nothing lowers it."
        reading.refuse("band", FaultCode.BAND_BELOW_SCORE, message)
    if floor is not RiskBand.NOT_KNOWN and is_below(floor, risk.band) and not risk.professional_judgement:
        message = f"The score stands for {floor}; only professional judgement lifts it, with a reason."
        reading.refuse("band", FaultCode.BAND_ABOVE_SCORE, message)
