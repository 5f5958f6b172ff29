"""The campaign's phases (đợt thi đua) with their dates and targets."""

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
