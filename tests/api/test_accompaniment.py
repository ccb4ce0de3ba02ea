"""How many people can be accompanied on one day: a number that the desk reads, and what is planned for a day."""

from tests.cast import Cast


def test_the_desk_reads_what_an_administrator_said(cast: Cast) -> None:
    assert cast.celia.get("/api/accompaniment").json == {"most": None}

    assert cast.elena.put("/api/accompaniment", {"most": 3, "was": None}).json == {"most": 3}

    assert cast.celia.get("/api/accompaniment").json == {"most": 3}
    late = cast.elena.put("/api/accompaniment", {"most": 5, "was": None})
    assert (late.status_code, late.json["current"]) == (409, {"most": 3})
    assert cast.elena.put("/api/accompaniment", {"most": 0, "was": 3}).status_code == 422
    assert cast.elena.put("/api/accompaniment", {"most": None, "was": 3}).json == {"most": None}


def test_whoever_coordinates_says_it_too_and_nobody_else(cast: Cast) -> None:
    asked = {"most": 2, "was": None}
    refused = cast.celia.put("/api/accompaniment", asked)
    assert (refused.status_code, refused.json["code"]) == (403, "coordinators_only")
    assert cast.elena.patch(f"/api/members/{cast.celia.member_id}", {"coordinator": True}).status_code == 200
    assert cast.celia.put("/api/accompaniment", asked).json == {"most": 2}
    for outside in (cast.alma, cast.beto):
        assert outside.get("/api/accompaniment").status_code == 403
