"""The widening engine against a slow program that was written apart from it."""
