"""What both tracks' routes share: notes, and tasks with whoever is asked to take them on."""

from typing import Any
from uuid import UUID

from canvass import followups, tracks
from canvass.access import Requirement
from canvass.api.edge import Noun, actor, hand_out
from canvass.api.followups import (
    AnswerArgs,
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
    """Tasks of a track's records; `record` and `task` name the ids in the path.."""

    def found(path: dict[str, UUID]) -> Any:
        return tracks.find_task(track, path[task], actor().member_id)

    @blueprint.route("/tasks", who=who)
    @blueprint.arguments(TasksArgs, location="query")
    @blueprint.response(200, TasksSchema)
    def list_tasks(args: dict[str, Any]) -> dict[str, Any]:
        """Tasks of all of them by their day, those without one last."""
        after, limit = read_due(args["after"]), args["limit"]
        given = {"state": args["state"], "assignee_id": args["assignee"]}
        tasks = tracks.list_tasks(track, actor().member_id, after, limit, **given)
        hand_out(f"{blueprint.name}.tasks", len(tasks))
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
        one = found(path)
        with shows_current(TaskSchema, lambda: one):
            return followups.change(one, track.vault, args.pop("rev"), args, actor().member_id)

    @blueprint.route(f"/tasks/<uuid:{task}>/offer", who=who, methods=("POST",))
    @blueprint.arguments(OfferArgs)
    @blueprint.response(200, TaskSchema)
    def offer_task(args: dict[str, Any], **path: UUID) -> Any:
        """Ask somebody to take a task on."""
        one = found(path)
        with shows_current(TaskSchema, lambda: one):
            return followups.offer(one, track.vault, args["rev"], to=args["to"], by=actor().member_id)

    @blueprint.route(f"/tasks/<uuid:{task}>/acceptance", who=who, methods=("POST",))
    @blueprint.arguments(AnswerArgs)
    @blueprint.response(200, TaskSchema)
    def accept_task(args: dict[str, Any], **path: UUID) -> Any:
        """Take on a task that was offered to me."""
        one = found(path)
        with shows_current(TaskSchema, lambda: one):
            return followups.accept(one, args["rev"], actor().member_id)

    @blueprint.route(f"/tasks/<uuid:{task}>/return", who=who, methods=("POST",))
    @blueprint.arguments(GiveBackArgs)
    @blueprint.response(200, TaskSchema)
    def return_task(args: dict[str, Any], **path: UUID) -> Any:
        """Return a task that was offered to me, with the reason as a sealed note on its record."""
        one = found(path)
        with shows_current(TaskSchema, lambda: one):
            return tracks.return_task(track, one, args["rev"], actor().member_id, args["note"])
