"""What people call what happened to them: words of the field as data, by what each of them may mean.

A phrase is found when all its words are there in any form ("stalked" finds "stalking"), or words spelt so
alike; so only misspellings that share few letters in a row ("fruad") need a line of their own. A word may
stand under several crimes. Words that may mean the person rather than the crime ("gay") are the strand's.
"""

from collections.abc import Mapping
from enum import StrEnum

from hub.domain.codes import CrimeType, HateStrand

SAID: Mapping[StrEnum, tuple[str, ...]] = {
    CrimeType.DOMESTIC_ABUSE: (
        *("domestic abuse", "domestic violence", "abusive relationship", "abusive partner", "dv"),
        *("husband hits", "husband abuse", "wife hits", "wife abuse", "partner hits", "partner abuse"),
        *("boyfriend hits", "boyfriend abuse", "girlfriend hits", "ex hits", "beats me", "hits me"),
        *("coercive control", "controlling partner", "controlling husband", "controlling behaviour"),
        *("gaslighting", "battered", "refuge", "financial abuse", "child to parent abuse"),
        *(
            "husband violent",
            "partner violent",
            "boyfriend violent",
            "afraid of husband",
            "afraid of partner",
        ),
    ),
    CrimeType.SEXUAL_OFFENCE: (
        *(
            "rape",
            "raped",
            "rapist",
            "sexual assault",
            "sexual abuse",
            "sexual violence",
            "sexual harassment",
        ),
        *("sexually assaulted", "sexually abused", "sex abuse", "sex attack", "molested", "groped", "incest"),
        *("indecent assault", "indecent exposure", "flashed", "flasher", "touched me", "abused as a child"),
        *("child abuse", "spiked", "date rape", "upskirting", "revenge porn", "forced sex", "voyeur"),
    ),
    CrimeType.HATE_CRIME: (
        *("hate crime", "hate", "hate incident", "racist", "racism", "racial abuse", "racially abused"),
        *("homophobic", "homophobia", "transphobic", "transphobia", "islamophobia", "islamophobic"),
        *("antisemitic", "antisemitism", "disability hate", "bigot", "prejudice", "discrimination"),
        "because of my race",
        "because of my religion",
    ),
    CrimeType.CHILD_SEXUAL_EXPLOITATION: (
        *("child sexual exploitation", "sexual exploitation", "cse", "groomed", "grooming", "sextortion"),
        *("nudes", "child abuse images", "exploited child", "exploitation"),
    ),
    CrimeType.CHILD_CRIMINAL_EXPLOITATION: (
        *("child criminal exploitation", "county lines", "cuckooing", "cuckooed", "cce", "gang", "gangs"),
        *(
            "drug running",
            "drug dealers",
            "running drugs",
            "carrying drugs",
            "exploited child",
            "exploitation",
        ),
        "criminal exploitation",
    ),
    CrimeType.HOMICIDE: (
        *("murder", "murdered", "manslaughter", "homicide", "killed", "killing", "stabbed to death"),
        *("shot dead", "bereaved by murder", "unlawful killing"),
    ),
    CrimeType.CULPABLE_ROAD_DEATH: (
        *("road death", "killed on the road", "car crash", "hit and run", "dangerous driving"),
        *("drunk driver", "killed by driver", "careless driving", "road crash", "knocked down"),
    ),
    CrimeType.STALKING_HARASSMENT: (
        *("stalking", "stalker", "stalked", "harassment", "harassed", "harassing", "followed me"),
        *("following me", "unwanted messages", "unwanted calls", "nuisance calls", "malicious messages"),
        *("keeps calling", "keeps texting", "watching me", "tracker on car", "cyberstalking", "obsessed"),
    ),
    CrimeType.HONOUR_BASED_ABUSE: (
        *("honour based abuse", "honour violence", "honor violence", "honour crime", "forced marriage"),
        *("forced to marry", "fgm", "female genital mutilation", "genital cutting", "arranged marriage"),
    ),
    CrimeType.MODERN_SLAVERY: (
        *("modern slavery", "slavery", "slave", "trafficking", "trafficked", "forced labour", "forced work"),
        *("not paid", "passport taken", "debt bondage", "forced prostitution", "domestic servitude"),
    ),
    CrimeType.VIOLENCE: (
        *("violence", "violent", "assault", "assaulted", "attack", "attacked", "beaten", "beaten up"),
        *("beat up", "punched", "kicked", "hit", "hurt", "stabbed", "stabbing", "knife", "glassed", "gbh"),
        *("abh", "fight", "fighting", "shot", "shooting", "acid attack", "strangled", "bitten", "headbutted"),
        "happy slapped",
    ),
    CrimeType.ROBBERY: (
        *("robbery", "robbed", "mugged", "mugging", "mugger", "held up", "knifepoint", "gunpoint"),
        *("snatched", "phone snatched", "bag snatched"),
    ),
    CrimeType.BURGLARY: (
        *("burglary", "burgled", "burglar", "break in", "broke into", "broken into", "breaking in"),
        *("buglary", "burglery", "house robbed", "home robbed", "ransacked", "intruder"),
    ),
    CrimeType.THEFT: (
        *("theft", "thief", "stolen", "stole", "stealing", "pickpocket", "shoplifting", "nicked", "robbed"),
        *("theif", "bike stolen", "phone stolen", "bag stolen", "purse stolen", "wallet stolen"),
    ),
    CrimeType.VEHICLE_CRIME: (
        *("car stolen", "van stolen", "motorbike stolen", "stolen car", "car broken into", "vehicle crime"),
        *("catalytic converter", "joyriding", "car theft", "vehicle theft", "carjacked", "carjacking"),
    ),
    CrimeType.CRIMINAL_DAMAGE_ARSON: (
        *("criminal damage", "vandalism", "vandalised", "vandals", "arson", "fire set", "set on fire"),
        *("firebomb", "graffiti", "windows smashed", "window smashed", "bricks thrown", "damaged property"),
        *("keyed car", "tyres slashed", "petrol bomb"),
    ),
    CrimeType.FRAUD_CYBER: (
        *("fraud", "fruad", "defrauded", "scam", "scammed", "scammer", "skammed", "conned", "con man"),
        *("swindled", "hacked", "hacking", "hacker", "phishing", "identity theft", "catfish", "catfished"),
        *("romance fraud", "ripped off", "cold caller", "rogue trader", "doorstep seller", "bank transfer"),
        *("cyber crime", "online crime", "blackmail", "blackmailed", "internet crime", "card cloned"),
    ),
    CrimeType.ANTISOCIAL_BEHAVIOUR: (
        *("antisocial behaviour", "anti social behaviour", "antisocial", "asb", "anti social", "nuisance"),
        *("neighbour", "neighbours", "noisy neighbours", "noise", "yobs", "youths", "nuisance bikes"),
        *("kids causing trouble", "off road bikes", "eggs thrown", "bullied", "bullying", "intimidated"),
    ),
    CrimeType.PUBLIC_ORDER: (
        *("threatened", "threats", "threatening", "shouted at", "sworn at", "verbal abuse", "spat at"),
        *("abused in the street", "affray", "road rage", "called names"),
    ),
    HateStrand.RACE: (
        *("racist", "racism", "racial", "racially", "because of my race", "because of my colour", "black"),
        *("asian", "gypsy", "traveller", "roma", "xenophobic", "immigrant", "refugee", "asylum", "foreigner"),
        *("ethnic minority", "polish", "chinese", "african", "nationality", "skin colour", "race hate"),
    ),
    HateStrand.RELIGION: (
        *("religion", "religious", "muslim", "islamophobia", "islamophobic", "jewish", "antisemitic"),
        *("antisemitism", "hindu", "sikh", "hijab", "mosque", "synagogue", "faith", "because of my religion"),
    ),
    HateStrand.SEXUAL_ORIENTATION: (
        *("gay", "lesbian", "bisexual", "homophobic", "homophobia", "lgbt", "lgbtq", "queer"),
        "sexual orientation",
    ),
    HateStrand.DISABILITY: (
        *("disability hate", "disabled", "disability", "disablist", "mate crime", "learning disability"),
        *("wheelchair", "deaf", "blind", "autistic", "autism", "learning difficulties"),
    ),
    HateStrand.TRANSGENDER_IDENTITY: (
        *("transgender", "transphobic", "transphobia", "trans", "transsexual", "gender identity"),
        *("non binary", "nonbinary"),
    ),
    HateStrand.SEX_WORKER: ("sex worker", "sex work", "prostitute", "escort"),
}
"""In British English; add a word where people use another one."""

PHRASES: tuple[tuple[str, str], ...] = tuple(
    (phrase, str(value)) for value, phrases in SAID.items() for phrase in phrases
)
"""Each phrase with the code of a crime type or a strand that it may mean."""
