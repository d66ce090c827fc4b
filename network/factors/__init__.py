"""Second factors: passkeys, one-time codes of an app, recovery codes; and asking again before a sensitive action."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature's pages, and what stands in front of everybody else's."""
    from network.access.guard import stops
    from network.accounts.signing_in import asks_second
    from network.factors import asking, recovery, views  # noqa: F401 - recovery adds its pages to the blueprint

    asks_second(asking.second_step)
    stops(app, unready=asking.set_up_first, unproven=asking.show_again)
    app.register_blueprint(views.bp)
