"""The operator's commands."""


def main() -> None:
    """Entry point of `network`."""
