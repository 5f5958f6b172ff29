"""The widening engine: how wide each road is, metre by metre, and whose land is still in the way.

`widening.widen` composes it; the other modules hold one step each. Lengths in metres and areas in square metres of the
project's VN-2000 plane. `docs/engine.md` explains it.
"""
