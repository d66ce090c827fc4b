"""Lists that come in: read, mapped, previewed, repaired, applied, undone."""
