"""A device's own passkeys, as Chromium's developer tools stand in for a finger on its reader."""

from dataclasses import dataclass

from playwright.sync_api import CDPSession, Page


@dataclass
class Passkeys:
    """One page's authenticator: it can be asked, turned away from, and lost."""

    cdp: CDPSession
    id: str = ""

    def appear(self) -> None:
        """A device of its own, without any passkey yet, whose person is there and shows a finger at once."""
        options = {
            "protocol": "ctap2",
            "ctap2Version": "ctap2_1",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "hasPrf": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        answer = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.id = answer["authenticatorId"]

    def vanish(self) -> None:
        self.cdp.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self.id})

    def finger(self, *, right: bool) -> None:
        """Whose finger it is that is on the reader."""
        self.cdp.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": right})

    def kept(self) -> list[str]:
        """The hosts that the device's list names."""
        found = self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        return [each["rpId"] for each in found["credentials"]]


def passkeys_of(page: Page) -> Passkeys:
    assert page.context is not None
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable", {"enableUI": False})
    made = Passkeys(cdp)
    made.appear()
    return made
