"""The measurements: `python -m benchmarks`. How to read them: docs/benchmarks.md."""
