"""On a priority's page: the trainings that serve it."""

from flask_login import current_user
from markupsafe import Markup

from network.priorities.models import Priority
from network.trainings.queries import serving
from network.web.pages import fragment
from network.web.slots import fills

#: Trainings that the page shows; the list of trainings has the others.
_SHOWN = 20


@fills("priorities.show.trainings")
def trainings_of_priority(priority: Priority) -> Markup:
    """The latest trainings that serve the priority, among those that the reader may see."""
    rows = serving(current_user, priority.id, _SHOWN + 1)
    return fragment("trainings/_served.html", rows=rows[:_SHOWN], more=len(rows) > _SHOWN, priority_id=priority.id)
