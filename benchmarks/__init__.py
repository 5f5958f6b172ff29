"""How fast the service is, as ratios in one run: `python -m benchmarks`, or `make bench`."""
