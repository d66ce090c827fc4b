"""Takes each control of the product away in turn and shows that a test of it fails: `python -m tests.sabotage`."""
