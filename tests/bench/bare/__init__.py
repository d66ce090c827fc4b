"""The references: what the same pages cost in bare Flask, without sign-in, policy and gettext."""
