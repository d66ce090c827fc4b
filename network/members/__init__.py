from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature's pages, and tell agencies who serves in them."""
    from network.agencies.staff import keep
    from network.members import (  # noqa: F401 - their routes belong to the same blueprint, and what follows the ranks
        bands,
        career_views,
        directory_views,
        name_views,
        pair_views,
        posting_views,
        visibility_views,
    )
    from network.members.staff import MembersStaff
    from network.members.views import bp

    keep(MembersStaff())
    app.register_blueprint(bp)
