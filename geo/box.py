"""A rectangle along the axes of a CRS."""

Box = tuple[float, float, float, float]
"""West, south, east, north; in degrees or metres, as whoever takes it says."""
