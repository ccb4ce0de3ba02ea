"""An organisation's first vaults."""

from canvass.sealing import VAULTS, NewHolder, b64decode, make_vaults, recovery_holder, verify_chain

ORG = "6f0d6c4e-8f0e-4f4e-9d6b-0d9b3f1c2a55"


class TestOrganisationsVaults:
    def test_every_holder_opens_the_vaults_they_were_given(self) -> None:
        celia, lead = NewHolder("Celia", "member"), NewHolder("Lidia", "lead", ("field",))
        body = make_vaults(ORG, [celia, recovery_holder(), lead])
        log = verify_chain(
            [(b64decode(row["entry"]), b64decode(row["signature"])) for row in body["entries"]]
        )
        assert [entry.vault for entry in log.entries] == ["intake", "field", "consulta", "leadership"]
        assert log.vaults_of(lead.id) == ["field"]
        assert log.vaults_of(celia.id) == list(VAULTS)
        assert sum(row["holder"] == lead.id for row in body["wraps"]) == 1
        assert [row["member"] for row in body["holders"]] == ["member", None, "lead"]
