"""The words of the taxonomies: a name and a description for each term that the public directory knows."""

from collections.abc import Mapping

from hub.domain.codes import AgeBand, Borough, CrimeType, HateStrand, PersonFlag, RiskBand

Words = tuple[str, str]

CRIMES: Mapping[CrimeType, Words] = {
    CrimeType.DOMESTIC_ABUSE: ("Domestic abuse", "Abuse by a partner, former partner or family member."),
    CrimeType.SEXUAL_OFFENCE: ("Sexual offence", "Rape, sexual assault or sexual abuse, recent or not."),
    CrimeType.HATE_CRIME: ("Hate crime", "A crime or incident driven by hostility to who somebody is."),
    CrimeType.CHILD_SEXUAL_EXPLOITATION: (
        "Child sexual exploitation",
        "Sexual exploitation of somebody under 18.",
    ),
    CrimeType.CHILD_CRIMINAL_EXPLOITATION: (
        "Child criminal exploitation",
        "Somebody under 18 used to commit crime, county lines included.",
    ),
    CrimeType.HOMICIDE: ("Homicide", "Murder, manslaughter and the like; support is for the bereaved."),
    CrimeType.CULPABLE_ROAD_DEATH: (
        "Culpable road death",
        "A death on the road by somebody's fault; support is for the bereaved.",
    ),
    CrimeType.STALKING_HARASSMENT: ("Stalking or harassment", "Repeated and unwanted following or contact."),
    CrimeType.HONOUR_BASED_ABUSE: (
        "Honour-based abuse",
        "So-called honour-based abuse, forced marriage, female genital mutilation.",
    ),
    CrimeType.MODERN_SLAVERY: ("Modern slavery", "Slavery, servitude, forced labour or trafficking."),
    CrimeType.VIOLENCE: ("Violence", "Violence that no other term names."),
    CrimeType.ROBBERY: ("Robbery", "Theft with force or the threat of it."),
    CrimeType.BURGLARY: ("Burglary", "A break-in at a home or a business."),
    CrimeType.THEFT: ("Theft", "Theft that no other term names."),
    CrimeType.VEHICLE_CRIME: ("Vehicle crime", "Theft of a vehicle or from one."),
    CrimeType.CRIMINAL_DAMAGE_ARSON: (
        "Criminal damage or arson",
        "Damage to property, or fire set on purpose.",
    ),
    CrimeType.FRAUD_CYBER: ("Fraud or cyber crime", "Fraud, scams and misuse of computers."),
    CrimeType.ANTISOCIAL_BEHAVIOUR: ("Antisocial behaviour", "An incident that need not be a crime."),
    CrimeType.PUBLIC_ORDER: ("Public order offence", "Threats, abuse or disorder in public."),
    CrimeType.OTHER: ("Other crime", "A crime that no other term names."),
}
STRANDS: Mapping[HateStrand, Words] = {
    HateStrand.RACE: ("Hate crime: race", "Hostility because of race or ethnicity."),
    HateStrand.RELIGION: ("Hate crime: religion", "Hostility because of religion or belief."),
    HateStrand.SEXUAL_ORIENTATION: (
        "Hate crime: sexual orientation",
        "Hostility because of sexual orientation.",
    ),
    HateStrand.DISABILITY: ("Hate crime: disability", "Hostility because of a disability."),
    HateStrand.TRANSGENDER_IDENTITY: (
        "Hate crime: transgender identity",
        "Hostility because of transgender identity.",
    ),
    HateStrand.SEX_WORKER: ("Hate crime: sex work", "Hostility to sex workers, a strand monitored locally."),
}
CIRCUMSTANCES: Mapping[PersonFlag, Words] = {
    PersonFlag.VULNERABLE: ("Vulnerable", "Needs support beyond what the crime alone suggests."),
    PersonFlag.PERSISTENTLY_TARGETED: ("Persistently targeted", "It has happened again and again."),
    PersonFlag.MISSING_FROM_HOME: ("Missing from home", "A child or adult who goes missing."),
    PersonFlag.WANTS_SUPPORT: ("Wants support", "Has asked for support."),
}
BOROUGHS: Mapping[Borough, Words] = {
    Borough.KNOWSLEY: ("Knowsley", "The metropolitan borough of Knowsley, E08000011."),
    Borough.LIVERPOOL: ("Liverpool", "The city of Liverpool, E08000012."),
    Borough.SEFTON: ("Sefton", "The metropolitan borough of Sefton, E08000014."),
    Borough.ST_HELENS: ("St Helens", "The metropolitan borough of St Helens, E08000013."),
    Borough.WIRRAL: ("Wirral", "The metropolitan borough of Wirral, E08000015."),
}
AGES: Mapping[AgeBand, Words] = {
    AgeBand.UNDER_13: ("Under 13", "From birth to the day before the 13th birthday."),
    AgeBand.AGE_13_TO_15: ("13 to 15", "Aged 13, 14 or 15."),
    AgeBand.AGE_16_TO_17: ("16 to 17", "Aged 16 or 17."),
    AgeBand.AGE_18_TO_24: ("18 to 24", "Aged 18 to 24."),
    AgeBand.AGE_25_TO_59: ("25 to 59", "Aged 25 to 59."),
    AgeBand.AGE_60_AND_OVER: ("60 and over", "Aged 60 or more."),
}
RISKS: Mapping[RiskBand, Words] = {
    RiskBand.HIGH: ("High risk", "Assessed as at high risk of serious harm."),
    RiskBand.MEDIUM: ("Medium risk", "Assessed as at medium risk."),
    RiskBand.STANDARD: ("Standard risk", "Assessed as at standard risk."),
}
