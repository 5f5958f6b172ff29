"""What people look at: map pages, the style table, vector tiles' look, legend and static files."""
