"""The directory of organisations and services, for staff; and directories of others, tried and brought in."""

from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import request

from canvass import directory, directory_imports, needs, own_words
from canvass.api.edge import Noun, actor, start_writing
from canvass.api.fields import Line
from canvass.api.paging import PageArgs, page, read_key
from canvass.api.staleness import shows_current
from canvass.directory_lists import terms
from canvass.directory_lists.rows import MOST_BYTES
from canvass.i18n import gettext

blueprint = Noun(
    "directory", __name__, url_prefix="/api/directory", description="Organisations and services; no person"
)

NAME = ma.validate.Length(1, terms.ORGANISATION_LENGTHS["name"])


def _most(lengths: Any, name: str) -> ma.validate.Length:
    return ma.validate.Length(max=lengths[name])


def _organisation(name: str) -> ma.validate.Length:
    return _most(terms.ORGANISATION_LENGTHS, name)


def _service(name: str) -> ma.validate.Length:
    return _most(terms.SERVICE_LENGTHS, name)


def _need_codes(**options: Any) -> ma.fields.List[str]:
    most = len(terms.NEEDS) + own_words.MOST
    return ma.fields.List(ma.fields.String(), validate=ma.validate.Length(max=most), **options)


def _languages(**options: Any) -> ma.fields.List[str]:
    language = Line(validate=ma.validate.Length(1, terms.LANGUAGE_LENGTH))
    return ma.fields.List(language, validate=ma.validate.Length(max=terms.MOST_LANGUAGES), **options)


class ListedServiceSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    organisation = ma.fields.UUID(required=True, attribute="organisation_id")
    name = ma.fields.String(required=True)
    needs = _need_codes(required=True)
    area = ma.fields.String(required=True, metadata={"description": "County or area, in words."})
    languages = ma.fields.List(ma.fields.String(), required=True)
    hours = ma.fields.String(
        required=True,
        metadata={"description": "In words; `Mo-Fr 09:00-17:00; Sa 10:00-12:00` is understood."},
    )
    eligibility = ma.fields.String(required=True, metadata={"description": "In words."})
    reach = ma.fields.String(required=True, metadata={"description": "How to ask for it."})
    active = ma.fields.Boolean(required=True, metadata={"description": "False: retired."})
    rev = ma.fields.Integer(required=True)


class ListedOrganisationSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True)
    about_es = ma.fields.String(required=True)
    about_en = ma.fields.String(required=True)
    phone = ma.fields.String(required=True)
    web = ma.fields.String(required=True, metadata={"description": "As text."})
    place = ma.fields.String(required=True)
    active = ma.fields.Boolean(required=True, metadata={"description": "False: retired."})
    source = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "The list it came with, or null."}
    )
    rev = ma.fields.Integer(required=True)
    services = ma.fields.List(ma.fields.Nested(ListedServiceSchema), required=True)


class ListedOrganisationsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(ListedOrganisationSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class NewListedOrganisationArgs(ma.Schema):
    id = ma.fields.UUID(required=True, metadata={"description": "New and random."})
    name = Line(required=True, validate=NAME)
    about_es = Line(load_default="", validate=_organisation("about_es"))
    about_en = Line(load_default="", validate=_organisation("about_en"))
    phone = Line(load_default="", validate=_organisation("phone"))
    web = Line(load_default="", validate=_organisation("web"))
    place = Line(load_default="", validate=_organisation("place"))


class ListedOrganisationChanges(ma.Schema):
    rev = ma.fields.Integer(required=True, metadata={"description": "The rev that was read."})
    name = Line(validate=NAME)
    about_es = Line(validate=_organisation("about_es"))
    about_en = Line(validate=_organisation("about_en"))
    phone = Line(validate=_organisation("phone"))
    web = Line(validate=_organisation("web"))
    place = Line(validate=_organisation("place"))
    active = ma.fields.Boolean()


class NewListedServiceArgs(ma.Schema):
    id = ma.fields.UUID(required=True, metadata={"description": "New and random."})
    name = Line(required=True, validate=NAME)
    needs = _need_codes(load_default=list)
    area = Line(load_default="", validate=_service("area"))
    languages = _languages(load_default=list)
    hours = Line(load_default="", validate=_service("hours"))
    eligibility = Line(load_default="", validate=_service("eligibility"))
    reach = Line(load_default="", validate=_service("reach"))


class ListedServiceChanges(ma.Schema):
    rev = ma.fields.Integer(required=True, metadata={"description": "The rev that was read."})
    name = Line(validate=NAME)
    needs = _need_codes()
    area = Line(validate=_service("area"))
    languages = _languages()
    hours = Line(validate=_service("hours"))
    eligibility = Line(validate=_service("eligibility"))
    reach = Line(validate=_service("reach"))
    active = ma.fields.Boolean()


class DirectoryImportArgs(ma.Schema):
    source = Line(
        required=True,
        validate=ma.validate.Length(1, 60),
        metadata={"description": "The list's name, under which what it tells is found again."},
    )
    dry_run = ma.fields.Boolean(load_default=False)


class ListChangesSchema(ma.Schema):
    added = ma.fields.Integer(required=True)
    updated = ma.fields.Integer(required=True)
    unchanged = ma.fields.Integer(required=True)


class ListProblemSchema(ma.Schema):
    file = ma.fields.String(required=True)
    row = ma.fields.Integer(required=True, metadata={"description": "As a spreadsheet numbers it."})
    column = ma.fields.String(required=True)
    reason = ma.fields.Method("say", required=True, metadata={"type": "string"})
    value = ma.fields.String(required=True)

    def say(self, problem: terms.Problem) -> str:
        return gettext(terms.REASONS[problem.reason])


class DirectoryReportSchema(ma.Schema):
    dry_run = ma.fields.Boolean(required=True)
    rows = ma.fields.Integer(required=True)
    organisations = ma.fields.Nested(ListChangesSchema, required=True)
    services = ma.fields.Nested(ListChangesSchema, required=True)
    missing = ma.fields.Integer(
        required=True, metadata={"description": "Services that this source no longer tells of; they stay."}
    )
    own_needs = ma.fields.Integer(
        required=True,
        metadata={"description": "Services of the list that answer a need of the organisation's own."},
    )
    problems = ma.fields.List(
        ma.fields.Nested(ListProblemSchema), required=True, metadata={"description": "The first 200."}
    )
    problem_count = ma.fields.Integer(required=True)


@blueprint.route("", who="staff")
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, ListedOrganisationsSchema)
def list_organisations(args: dict[str, Any]) -> dict[str, Any]:
    """Organisations by name with their services, retired ones too."""
    after = read_key(args["after"], str, UUID)
    found = directory.list_organisations(None if after is None else (after[0], after[1]), args["limit"])
    return page(found, args["limit"], lambda one: (one.name, str(one.id)))


@blueprint.route("", who="staff", methods=("POST",))
@blueprint.arguments(NewListedOrganisationArgs)
@blueprint.response(201, ListedOrganisationSchema)
def add_organisation(args: dict[str, Any]) -> directory.ListedOrganisation:
    """Add an organisation; the same id again answers the one that is there."""
    return directory.add_organisation(args.pop("id"), actor().member_id, **args)


@blueprint.route("/<uuid:organisation_id>", who="staff")
@blueprint.response(200, ListedOrganisationSchema)
def show_organisation(organisation_id: UUID) -> directory.ListedOrganisation:
    """One organisation with its services."""
    return directory.find_organisation(organisation_id)


@blueprint.route("/<uuid:organisation_id>", who="staff", methods=("PATCH",))
@blueprint.arguments(ListedOrganisationChanges)
@blueprint.response(200, ListedOrganisationSchema)
def change_organisation(args: dict[str, Any], organisation_id: UUID) -> directory.ListedOrganisation:
    """Change what is given of an organisation; `active` false retires it."""
    one = directory.find_organisation(organisation_id)
    with shows_current(ListedOrganisationSchema, lambda: one):
        directory.change(one, args.pop("rev"), args, actor().member_id)
    return one


@blueprint.route("/<uuid:organisation_id>/services", who="staff", methods=("POST",))
@blueprint.arguments(NewListedServiceArgs)
@blueprint.response(201, ListedServiceSchema)
def add_service(args: dict[str, Any], organisation_id: UUID) -> directory.ListedService:
    """Add a service; the same id again answers the one that is there."""
    organisation = directory.find_organisation(organisation_id)
    needs.check_known(args["needs"])
    return directory.add_service(organisation, args.pop("id"), actor().member_id, **args)


@blueprint.route("/services/<uuid:service_id>", who="staff", methods=("PATCH",))
@blueprint.arguments(ListedServiceChanges)
@blueprint.response(200, ListedServiceSchema)
def change_service(args: dict[str, Any], service_id: UUID) -> directory.ListedService:
    """Change what is given of a service; `active` false retires it."""
    one = directory.find_service(service_id)
    needs.check_known(args.get("needs", []))
    with shows_current(ListedServiceSchema, lambda: one):
        directory.change(one, args.pop("rev"), args, actor().member_id)
    return one


@blueprint.route("/imports", who="staff", methods=("PUT",), upload=True, writes=False)
@blueprint.arguments(DirectoryImportArgs, location="query")
@blueprint.response(200, DirectoryReportSchema)
def import_list(args: dict[str, Any]) -> directory_imports.Report:
    """Bring in an Open Referral file or a CSV as it is, or try it. The same again changes nothing."""
    request.max_content_length = MOST_BYTES
    told = directory_imports.read(request.get_data(), needs.names_in_lists())
    if not args["dry_run"]:
        start_writing()
    return directory_imports.bring_in(told, **args, by=actor().member_id)
