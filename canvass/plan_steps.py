"""A plan's states, in a stack of at most 50: an edit puts one on it, undo and redo are a step in it."""

from datetime import UTC, datetime

from sqlalchemy import delete, select

from canvass.db import db
from canvass.errors import N_, Conflict
from canvass.geo.drafting.layouts import Layout, figures, pack
from canvass.plans import NoDraft, Plan, PlanRevision
from canvass.revisions import take_turn

MOST_REVISIONS = 50


class NothingToUndo(Conflict):
    code = "plan_nothing_to_undo"
    message = N_("No hay nada que deshacer o rehacer.")


def keep(plan: Plan, rev: int, layout: Layout, count: int) -> None:
    """Let the plan be as that edit made it; `Stale` where somebody else changed it meanwhile."""
    _take(plan, rev)
    push_layout(plan, layout, count)


def _take(plan: Plan, rev: int) -> None:
    take_turn(plan, rev)
    if plan.state != "draft":
        raise NoDraft


def undo(plan: Plan, rev: int) -> None:
    """Back to what the plan was before the last edit; `NothingToUndo` before the first that is kept."""
    _step(plan, rev, -1)


def redo(plan: Plan, rev: int) -> None:
    """What was undone, again."""
    _step(plan, rev, 1)


def _step(plan: Plan, rev: int, by: int) -> None:
    _take(plan, rev)
    there = select(PlanRevision.number).where(
        PlanRevision.plan_id == plan.id, PlanRevision.number == plan.at + by
    )
    if db.session.scalar(there) is None:
        raise NothingToUndo
    plan.at, plan.touched_at = plan.at + by, datetime.now(UTC)
    db.session.flush()


def start_anew(plan: Plan, layout: Layout, count: int) -> None:
    """Let the plan be so, with no way back: what was published cannot be undone."""
    db.session.execute(delete(PlanRevision).where(PlanRevision.plan_id == plan.id))
    push_layout(plan, layout, count)


def push_layout(plan: Plan, layout: Layout, count: int) -> None:
    """Let the plan have a next state: what was undone before is forgotten, and so are the oldest."""
    old = (PlanRevision.number > plan.at) | (PlanRevision.number <= plan.at + 1 - MOST_REVISIONS)
    db.session.execute(delete(PlanRevision).where(PlanRevision.plan_id == plan.id, old))
    plan.at, plan.touched_at = plan.at + 1, datetime.now(UTC)
    row = {"number": plan.at, "layout": pack(layout), "figures": figures(layout, count)}
    db.session.add(PlanRevision(plan_id=plan.id, **row))
    db.session.flush()
