"""`python -m tests.faults`: what the product is said to survive (SECURITY), done to it."""
