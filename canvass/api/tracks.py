"""What both tracks' routes share: notes, tasks, and how records and tasks come from one to another."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from canvass import followups, tracks
from canvass.access import Requirement
from canvass.api.edge import Noun, actor, hand_out
from canvass.api.followups import (
    AnswerArgs,
    FollowUpSchema,
    GiveBackArgs,
    NewFollowUpArgs,
    OfferArgs,
    SealedNoteSchema,
    TaskChanges,
    TasksArgs,
    TaskSchema,
    TasksSchema,
    due_page,
    read_due,
)
from canvass.api.staleness import shows_current
from canvass.tracks import Track


def add_notes(blueprint: Noun, track: Track, who: Requirement, record: str) -> None:
    """Notes on a track's records; `record` names the record's id in the path."""

    @blueprint.route(f"/<uuid:{record}>/notes", who=who, methods=("POST",))
    @blueprint.arguments(SealedNoteSchema)
    @blueprint.response(201, SealedNoteSchema)
    def add_note(args: dict[str, Any], **path: UUID) -> Any:
        """Add a note; it is never overwritten."""
        of = tracks.find(track, path[record], actor().member_id)
        return tracks.add_note(track, of, args["id"], key_id=args["key_id"], sealed=args["sealed"])


def add_tasks(blueprint: Noun, track: Track, who: Requirement, record: str, task: str) -> None:
    """Tasks of a track's records; `record` and `task` name the ids in the path."""

    def found(**path: UUID) -> Any:
        return tracks.find_task(track, path[task], actor().member_id)

    @blueprint.route("/tasks", who=who)
    @blueprint.arguments(TasksArgs, location="query")
    @blueprint.response(200, TasksSchema)
    def list_tasks(args: dict[str, Any]) -> dict[str, Any]:
        """Tasks of all of them by their day, those without one last."""
        after, limit = read_due(args["after"]), args["limit"]
        given = {"state": args["state"], "assignee_id": args["assignee"], "next_on": args["on"]}
        tasks = tracks.list_tasks(track, actor().member_id, after, limit, **given)
        hand_out(f"{track.kind}.task", len(tasks))
        return due_page(tasks, limit)

    @blueprint.route(f"/<uuid:{record}>/tasks", who=who, methods=("POST",))
    @blueprint.arguments(NewFollowUpArgs)
    @blueprint.response(201, TaskSchema)
    def add_task(args: dict[str, Any], **path: UUID) -> Any:
        """Add a task, and ask somebody to take it on; the same again answers the same."""
        of = tracks.find(track, path[record], actor().member_id)
        return tracks.add_task(track, of, args.pop("id"), by=actor().member_id, **args)

    @blueprint.route(f"/tasks/<uuid:{task}>", who=who, methods=("PATCH",))
    @blueprint.arguments(TaskChanges)
    @blueprint.response(200, TaskSchema)
    def change_task(args: dict[str, Any], **path: UUID) -> Any:
        """Change what is given of a task."""
        one = found(**path)
        with shows_current(TaskSchema, lambda: found(**path)):
            return followups.change(one, track.vault, args.pop("rev"), args, actor().member_id)

    add_handoff(
        blueprint,
        who,
        f"/tasks/<uuid:{task}>",
        "task",
        TaskSchema,
        found,
        offer=partial(tracks.offer_task, track),
        accept=followups.accept,
        give_back=partial(tracks.return_task, track),
    )


def add_handoff(
    blueprint: Noun,
    who: Requirement,
    path: str,
    name: str,
    schema: type[FollowUpSchema],
    found: Callable[..., Any],
    *,
    offer: Callable[..., Any],
    accept: Callable[..., Any],
    give_back: Callable[..., Any],
    offered: type[OfferArgs] = OfferArgs,
) -> None:
    """How one of these comes from one to another: `found` finds it by its path, as far as who asks may see it."""

    @blueprint.route(f"{path}/offer", who=who, methods=("POST",), endpoint=f"offer_{name}")
    @blueprint.arguments(offered)
    @blueprint.response(200, schema)
    def offer_one(args: dict[str, Any], **ids: UUID) -> Any:
        """Ask somebody to take it on; until they accept it stays whose it is."""
        one = found(**ids)
        with shows_current(schema, lambda: found(**ids)):
            return offer(one, by=actor().member_id, **args)

    @blueprint.route(f"{path}/acceptance", who=who, methods=("POST",), endpoint=f"accept_{name}")
    @blueprint.arguments(AnswerArgs)
    @blueprint.response(200, schema)
    def accept_one(args: dict[str, Any], **ids: UUID) -> Any:
        """Take on what was offered to me."""
        one = found(**ids)
        with shows_current(schema, lambda: found(**ids)):
            return accept(one, by=actor().member_id, **args)

    @blueprint.route(f"{path}/return", who=who, methods=("POST",), endpoint=f"return_{name}")
    @blueprint.arguments(GiveBackArgs)
    @blueprint.response(200, schema)
    def return_one(args: dict[str, Any], **ids: UUID) -> Any:
        """Return what was offered to me, with the reason as a sealed note."""
        one = found(**ids)
        with shows_current(schema, lambda: found(**ids)):
            return give_back(one, by=actor().member_id, **args)
