"""The campaign: its phases (đợt thi đua) and targets, what is given beside land, tidied corridors, and surveys.

Of who gave what nothing is public; the thank-you roll has names by consent (`layers.thanks`). Of the surveys only
counts are kept, no answer of a person.
"""

from layers.declaration import Column, Kind, Layer, Readers

CAMPAIGN_PHASES = Layer(
    name="campaign_phases",
    label="Campaign phases",
    about="The phases of the campaign, with their dates and targets.",
    key=("phase_no",),
    columns=(
        Column(name="phase_no", label="Phase", readers=Readers.PUBLIC, required=True),
        Column(name="from_date", label="First day", kind=Kind.DATE, readers=Readers.PUBLIC),
        Column(name="to_date", label="Last day", kind=Kind.DATE, readers=Readers.PUBLIC),
        Column(name="target_m2", label="Target area", kind=Kind.DECIMAL, unit="m²", readers=Readers.PUBLIC),
        Column(name="target_hh", label="Target households", kind=Kind.INTEGER, readers=Readers.PUBLIC),
    ),
    public=True,
    hard=("A phase ends no earlier than it starts.",),
)

CAMPAIGN_TARGETS = Layer(
    name="campaign_targets",
    label="Targets of subdistricts",
    about="What each subdistrict is to reach in each phase of the campaign.",
    key=("phase_no", "sub_no"),
    columns=(
        Column(name="phase_no", label="Phase", readers=Readers.PUBLIC, refers="campaign_phases", required=True),
        Column(name="sub_no", label="Subdistrict", readers=Readers.PUBLIC, refers="subdistricts", required=True),
        Column(name="target_m2", label="Target area", kind=Kind.DECIMAL, unit="m²", readers=Readers.PUBLIC),
        Column(name="target_m", label="Target length", kind=Kind.DECIMAL, unit="m", readers=Readers.PUBLIC),
    ),
    public=True,
    hard=("A target is not negative.",),
)

CONTRIBUTIONS = Layer(
    name="contributions",
    label="Contributions",
    about="Money, labour and goods that households, businesses and organisations give beside land.",
    key=("contr_no",),
    columns=(
        Column(name="contr_no", label="Contribution number", required=True),
        Column(name="seg_code", label="Road", refers="road_segments"),
        Column(name="party", label="Household or organisation", refers="parties"),
        Column(
            name="giver",
            label="Given by",
            choices={"household": "Household", "business": "Business", "organisation": "Organisation"},
            required=True,
        ),
        Column(
            name="kind",
            label="Kind",
            choices={"money": "Money", "labour": "Days of labour", "goods": "Goods"},
            required=True,
        ),
        Column(name="given_on", label="Given on", kind=Kind.DATE, happened=True, required=True),
        Column(name="value_vnd", label="Value", kind=Kind.DECIMAL, unit="đ", digits=0),
        Column(name="days", label="Days of labour", kind=Kind.DECIMAL, digits=1),
        Column(name="goods", label="Goods"),
        Column(name="min_no", label="Minutes number"),
    ),
    hard=("Money has a value, labour has days, goods are named.",),
)

TIDY_READINGS = Layer(
    name="tidy_readings",
    label="Tidied corridors",
    about="How much of a road's corridor, drain or pavement was clear and in order on a day.",
    key=("seg_code", "kind", "read_on"),
    columns=(
        Column(name="seg_code", label="Road", readers=Readers.PUBLIC, refers="road_segments", required=True),
        Column(
            name="kind",
            label="Kind",
            readers=Readers.PUBLIC,
            choices={"corridor": "Road corridor", "drain": "Drain", "pavement": "Pavement"},
            required=True,
        ),
        Column(
            name="read_on",
            label="Day of the reading",
            kind=Kind.DATE,
            happened=True,
            readers=Readers.PUBLIC,
            required=True,
        ),
        Column(name="length_m", label="Length", kind=Kind.DECIMAL, unit="m", readers=Readers.PUBLIC, required=True),
        Column(
            name="tidy_m", label="Length in order", kind=Kind.DECIMAL, unit="m", readers=Readers.PUBLIC, required=True
        ),
        Column(name="note", label="Note"),
    ),
    public=True,
    hard=("What is in order is no longer than what was looked at.",),
)

SURVEYS = Layer(
    name="surveys",
    label="Satisfaction surveys",
    about="How many were asked and how many are satisfied, by content and subdistrict; no answer of a person.",
    key=("content", "sub_no", "taken_on"),
    columns=(
        Column(name="content", label="Content", codes="survey_contents", required=True),
        Column(name="sub_no", label="Subdistrict", refers="subdistricts", required=True),
        Column(name="taken_on", label="Day of the survey", kind=Kind.DATE, happened=True, required=True),
        Column(name="asked", label="Asked", kind=Kind.INTEGER, required=True),
        Column(name="satisfied", label="Satisfied", kind=Kind.INTEGER, required=True),
    ),
    hard=("No more are satisfied than were asked.",),
)
