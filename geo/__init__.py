"""Pure geometry: CRS, legacy encodings, coverage checks. No database, no HTTP, no files, no settings."""
