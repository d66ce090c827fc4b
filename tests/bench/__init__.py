"""How fast the product is, beside a bare reference: `python -m tests.bench`. No test times anything."""
