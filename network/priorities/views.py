"""Pages of the strategic plan and its priorities."""

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from flask_login import current_user

from network.access.guard import may, requires
from network.access.policy import Action
from network.errors import Refused
from network.priorities import commands, queries
from network.priorities.forms import EditPlanForm, EditPriorityForm, PlanForm, PriorityForm
from network.priorities.models import Plan, Priority
from network.priorities.reach import reach
from network.web.i18n import language
from network.web.pages import done, notice, render, see_other

bp = Blueprint("priorities", __name__, url_prefix="/priorities")

_STEPS = {"up": -1, "down": 1}


@bp.get("/")
@requires(Action.PLAN_VIEW)
def index() -> Response:
    """The current plan with its priorities."""
    return _plan_page(queries.current_plan(current_user))


@bp.get("/plans/<int:plan_id>")
@requires(Action.PLAN_VIEW, on=Plan)
def plan(plan: Plan) -> Response:
    """An earlier or a later plan."""
    return _plan_page(plan)


def _plan_page(plan: Plan | None) -> Response:
    held = queries.priorities(plan.id) if plan else []
    return render(
        "priorities/index.html",
        plan=plan,
        plans=queries.plans(current_user),
        priorities=held,
        reached=reach([one.id for one in held]),
        manages=may(current_user, Action.PLAN_MANAGE),
    )


@bp.get("/<int:priority_id>")
@requires(Action.PLAN_VIEW, on=Priority, load=[Priority.plan])
def show(priority: Priority) -> Response:
    """One priority with the trainings that serve it."""
    return render(
        "priorities/show.html",
        priority=priority,
        reached=reach([priority.id]).get(priority.id),
        manages=may(current_user, Action.PLAN_MANAGE),
    )


@bp.route("/plans/add", methods=["GET", "POST"])
@requires(Action.PLAN_MANAGE)
def add_plan() -> Response:
    """A new plan."""
    form = PlanForm()
    if form.validate_on_submit():
        try:
            plan_id = commands.add_plan(form.facts, by=current_user)
        except Refused as refused:
            form.refuse(refused)
        else:
            done(_("The plan is added. Now add its priorities."))
            return see_other("priorities.plan", plan_id=plan_id)
    return render("priorities/add_plan.html", form=form)


@bp.route("/plans/<int:plan_id>/edit", methods=["GET", "POST"])
@requires(Action.PLAN_MANAGE, on=Plan)
def edit_plan(plan: Plan) -> Response:
    """Change what a plan says."""
    plan_id, form = plan.id, EditPlanForm.of(plan)
    if form.validate_on_submit():
        try:
            commands.edit_plan(plan_id, form.version.data, form.facts, by=current_user)
        except Refused as refused:
            form.refuse(refused)
        else:
            done(_("The plan is saved."))
            return see_other("priorities.plan", plan_id=plan_id)
    return render("priorities/edit_plan.html", form=form, plan_id=plan_id)


@bp.route("/plans/<int:plan_id>/add", methods=["GET", "POST"])
@requires(Action.PLAN_MANAGE, on=Plan)
def add(plan: Plan) -> Response:
    """A new priority at the end of the plan."""
    plan_id, title, form = plan.id, plan.title_in(language()), PriorityForm()
    if form.validate_on_submit():
        try:
            commands.add_priority(plan_id, form.facts, by=current_user)
        except Refused as refused:
            form.refuse(refused)
        else:
            done(_("%(code)s is added.", code=form.code.data))
            return see_other("priorities.plan", plan_id=plan_id)
    return render("priorities/add.html", form=form, plan_id=plan_id, title=title)


@bp.route("/<int:priority_id>/edit", methods=["GET", "POST"])
@requires(Action.PLAN_MANAGE, on=Priority)
def edit(priority: Priority) -> Response:
    """Change what a priority says."""
    priority_id, title, form = priority.id, priority.title_in(language()), EditPriorityForm.of(priority)
    if form.validate_on_submit():
        try:
            commands.edit_priority(priority_id, form.version.data, form.facts, by=current_user)
        except Refused as refused:
            form.refuse(refused)
        else:
            done(_("%(code)s is saved.", code=form.code.data))
            return see_other("priorities.show", priority_id=priority_id)
    return render("priorities/edit.html", form=form, priority_id=priority_id, title=title)


@bp.post("/<int:priority_id>/move")
@requires(Action.PLAN_MANAGE, on=Priority)
def move(priority: Priority) -> Response:
    """Move it up or down in its plan."""
    priority_id, plan_id = priority.id, priority.plan_id
    commands.move_priority(priority_id, _STEPS.get(request.form.get("to", ""), 0), by=current_user)
    return see_other("priorities.plan", plan_id=plan_id, _anchor=f"priority-{priority_id}")


@bp.post("/<int:priority_id>/remove")
@requires(Action.PLAN_MANAGE, on=Priority)
def remove(priority: Priority) -> Response:
    """Take it out of its plan, if no training serves it."""
    priority_id, plan_id, code = priority.id, priority.plan_id, priority.code
    try:
        commands.remove_priority(priority_id, by=current_user)
    except Refused as refused:
        notice(str(refused.sentence))
        return see_other("priorities.show", priority_id=priority_id)
    done(_("%(code)s is removed.", code=code))
    return see_other("priorities.plan", plan_id=plan_id)
