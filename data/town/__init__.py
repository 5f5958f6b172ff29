"""Generator of the demonstration town: an invented Hà Trung with invented people, the same bytes each time."""
