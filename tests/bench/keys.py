"""What the bench signs and chains with; of no use anywhere else."""

SECRET, AUDIT = "bench-signing-key-0123456789abcdefghij", "bench-auditing-key-0123456789abcdefghij"
DATA = "bench-sealing-key-0123456789abcdefghij"
