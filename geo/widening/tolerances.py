"""The widening engine's constants, each with its unit and its reason."""

from typing import Final

TAU_M: Final = 0.05
"""Thinner than this is noise of the survey; also what a half-width may lack and still be at target."""
SLIVER_M2: Final = 0.10
"""A smaller piece of land is none: no surveyor would measure it."""
SAME_VERTEX_M: Final = 0.001
"""Vertices nearer than this are one; a run, a junction or a value between two jumps that is shorter is nothing."""
NODE_M: Final = 0.01
"""Ends of segments nearer than this meet: drawings snap to the centimetre."""
MITRE_LIMIT: Final = 2.0
"""A mitre is cut off at this many offsets from its vertex, so that a sharp bend asks for no spike of land."""
CORNER_LIMIT: Final = 10.0
"""Mitre limit where land is set in and out again: corners sharper than 11.5° are noise."""
JOIN_GAP_M: Final = 1.0
"""Bottlenecks nearer than this along the road are one: nobody moves a fence twice."""
STATION_STEP_M: Final = 1.0
"""Stations of the profile stand this far apart when nothing else is asked for."""
SHORTEST_SEGMENT_M: Final = 1.0
"""A shorter centreline is a slip of the pen."""
LIVE_LAND_M2: Final = 0.10
"""A donation counts in a parcel's state when it holds at least this much of the required land."""
BLOCKED_LAND_M2: Final = 0.01
"""Parcels of a bottleneck with no more land in the way than this are not listed."""
SMALLEST_PLOT_SLACK_M2: Final = 0.005
"""What a remainder may lack of the smallest plot's area and still pass: half of the last digit on paper."""
SMALLEST_PLOT_SLACK_M: Final = 0.01
"""What a remainder may lack of the smallest plot's width and still pass."""
TOUCH_M: Final = 1e-6
"""Land nearer than this to the centreline is in the way from the centreline on; coordinates are exact to 1e-9 m."""
EVEN_M: Final = 2e-6
"""A width nearer than this to tau is tau: both its edges are stored to the micrometre."""
EVEN_M2: Final = 1e-5
"""An area that lacks this of a sliver is one: more than a micrometre moves of the area of what is 4 m around."""
STRAIGHT: Final = 1e-7
"""A bend of fewer radians is none: over the width of a road it moves nothing by a micrometre."""
