"""Risk, needs and the summary; and who keeps the person safe while a service is closed."""

from hub.domain.codes import RiskBand
from hub.domain.submission import CommunicationNeed, RiskTool
from hub.portal.police.questions.field import Field, Kind, options_of

LANGUAGES = (
    ("ar", "Arabic"),
    ("bn", "Bengali"),
    ("bg", "Bulgarian"),
    ("yue", "Cantonese"),
    ("cs", "Czech"),
    ("fa", "Farsi"),
    ("fr", "French"),
    ("hi", "Hindi"),
    ("hu", "Hungarian"),
    ("it", "Italian"),
    ("ckb", "Kurdish (Sorani)"),
    ("lv", "Latvian"),
    ("lt", "Lithuanian"),
    ("zh", "Mandarin"),
    ("ne", "Nepali"),
    ("ps", "Pashto"),
    ("pl", "Polish"),
    ("pt", "Portuguese"),
    ("pa", "Punjabi"),
    ("ro", "Romanian"),
    ("ru", "Russian"),
    ("sk", "Slovak"),
    ("so", "Somali"),
    ("es", "Spanish"),
    ("ta", "Tamil"),
    ("ti", "Tigrinya"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
    ("ur", "Urdu"),
    ("vi", "Vietnamese"),
    ("cy", "Welsh"),
)
"""The languages that a unit picks from; any other is given by its code."""

RISK_AND_NEEDS = (
    Field(
        name="risk.tool",
        kind=Kind.CHOICE,
        heading="Risk",
        label="Which risk assessment was made?",
        short="Risk assessment",
        hint="Leave empty if there was none.",
        options=options_of(
            RiskTool,
            {
                RiskTool.MERIT: "Merseyside's own. From 72 the risk is high.",
                RiskTool.DASH: "24 questions. 10 to 13 is medium risk, 14 and over is high.",
            },
        ),
        missing="Select the assessment that the score comes from",
    ),
    Field(
        name="risk.score",
        kind=Kind.WHOLE,
        label="Score",
        hint="We take the level of risk from the score.",
        width=4,
    ),
    Field(
        name="risk.band",
        kind=Kind.CHOICE,
        label="Level of risk",
        hint="Leave empty to take it from the score. Nothing lowers what the score says.",
        options=options_of(RiskBand),
    ),
    Field(
        name="risk.professional_judgement",
        kind=Kind.TICK,
        label="Is the level higher than the score says?",
        short="Professional judgement",
        options=(("yes", "Yes, by professional judgement"),),
    ),
    Field(
        name="risk.reason",
        kind=Kind.WORDS,
        label="Reason for the higher level",
        hint="Needed if professional judgement lifts the level.",
        missing="Give the reason for the higher level",
        longest=500,
    ),
    Field(
        name="needs.interpreter",
        kind=Kind.PICK,
        heading="Needs",
        label="Language of an interpreter",
        short="Interpreter",
        hint="Leave empty if none is needed.",
        options=LANGUAGES,
    ),
    Field(
        name="needs.interpreter_other",
        into="needs.interpreter",
        kind=Kind.TEXT,
        label="Another language, by its code",
        short="Interpreter, another language",
        hint="If it is not in the list, such as am for Amharic.",
        width=5,
    ),
    Field(
        name="needs.communication",
        kind=Kind.BOXES,
        label="Other needs for communication",
        options=options_of(CommunicationNeed),
    ),
    Field(
        name="summary",
        kind=Kind.WORDS,
        heading="Summary",
        label="What should the service know?",
        short="Summary",
        hint=(
            "A few plain sentences. Do not name the suspect or anybody else. The service sees it once it has "
            "accepted."
        ),
        longest=2000,
    ),
)

HOLDER = Field(
    name="holder_until_open",
    kind=Kind.TEXT,
    label="Who keeps the person safe until then?",
    short="Keeps the person safe until a service opens",
    hint="A name and a role, such as the duty sergeant. They stay responsible until the service opens.",
    missing="Enter who keeps the person safe until the service opens",
    width=20,
)
