"""Cutting a plan, as a job does it: what takes time is done between two transactions, and the plan is written in one."""

from collections.abc import Callable
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from canvass.db import begin_writing_patiently, db
from canvass.errors import NotFound
from canvass.geo.cutting import cut
from canvass.geo.drafting.laying import lay_out, to_cut
from canvass.geo.drafting.layouts import Layout
from canvass.plan_doors import find_stock, taken_ground
from canvass.plan_steps import push_layout
from canvass.plans import Plan, PlanEmpty, PlanRevision, PlanStock, filter_of, terms_of
from canvass.walkways import barriers_within, box_round, network_within

Tell = Callable[[int, int], None]
"""Is told how much is done, of how much; it may raise to stop the work."""


def cut_plan(plan_id: UUID, time_zone: ZoneInfo, tell: Tell) -> dict[str, Any]:
    """Cut a plan that waits for it, reading first and writing last, in a writer's transaction that the caller commits.

    Its figures. A plan that is cut already stays as it is; `NotFound` where it was discarded.
    """
    plan = db.session.get(Plan, plan_id)
    if plan is None or plan.state == "discarded":
        raise NotFound
    if plan.state != "cutting":
        return _figures_of(plan)
    terms = terms_of(plan)
    stock = find_stock(plan.campaign_id, plan.area, filter_of(plan), time_zone)
    area, (polygons, names) = plan.area, taken_ground(plan.campaign_id)
    box = box_round(stock.doors.lon, stock.doors.lat) if stock is not None else None
    barriers, network = ([], None) if box is None else (barriers_within(box), network_within(box))
    db.session.rollback()
    if stock is None:
        raise PlanEmpty
    count = len(stock.ids)
    tell(0, count)
    made = cut(
        to_cut(stock.doors),
        terms.wish,
        area=area,
        barriers=barriers,
        network=network,
        seed=terms.seed,
        tell=lambda far: tell(round(far * count), count),
    )
    layout = lay_out(stock.doors, made, terms, polygons, names)
    packed = stock.pack()
    tell(count, count)
    begin_writing_patiently(db.session)
    return _keep_cut(plan_id, packed, layout, count)


def _keep_cut(plan_id: UUID, packed: bytes, layout: Layout, count: int) -> dict[str, Any]:
    plan = db.session.get(Plan, plan_id, with_for_update=True)
    if plan is None or plan.state == "discarded":
        raise NotFound
    if plan.state == "cutting":
        db.session.add(PlanStock(plan_id=plan.id, doors=packed))
        plan.state, plan.rev = "draft", plan.rev + 1
        push_layout(plan, layout, count)
    return _figures_of(plan)


def _figures_of(plan: Plan) -> dict[str, Any]:
    return dict(db.session.get_one(PlanRevision, (plan.id, plan.at)).figures)


def close_cutting(plan_id: UUID, state: str) -> None:
    """Note that the plan was not cut: its job `failed`, or was stopped (`discarded`)."""
    plan = db.session.get(Plan, plan_id, with_for_update=True)
    if plan is not None and plan.state == "cutting":
        plan.state, plan.rev = state, plan.rev + 1
        db.session.flush()
