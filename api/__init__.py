"""HTTP and the command line: the application, its routers, settings and the mapping of errors."""
