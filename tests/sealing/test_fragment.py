"""The enrolment link: what is read is what was written."""

from collections.abc import Callable

import pytest

from canvass.sealing import Fragment, Head, Malformed, enrolment_link, read_fragment, token_hash

GENESIS = "ab" * 32


class TestLink:
    TOKEN = bytes(range(16))

    @pytest.mark.parametrize("pinned", [None, Head(0, GENESIS), Head(12, "0f" * 32)])
    def test_a_link_is_read_back(self, pinned: Head | None) -> None:
        link = enrolment_link("https://canvass.example/", Fragment(self.TOKEN, pinned))
        page, _, fragment = link.partition("#")
        assert page == "https://canvass.example/enrol"
        assert read_fragment(fragment) == read_fragment("#" + fragment) == Fragment(self.TOKEN, pinned)

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda f: "",
            lambda f: f[1:],
            lambda f: f + ".",
            lambda f: f.replace(".3.", ".03."),
            lambda f: f.replace(".3.", ".-3."),
            lambda f: f.replace(".3.", ".٣."),
            lambda f: f.upper(),
            lambda f: f[:-1],
            lambda f: f.rpartition(".")[0],
            lambda f: f + "\n",
            lambda f: "AAECAwQFBgcICQoLDA0ODx" + f[22:],
        ],
    )
    def test_a_changed_fragment_is_refused(self, spoil: Callable[[str], str]) -> None:
        fragment = enrolment_link("", Fragment(self.TOKEN, Head(3, GENESIS))).partition("#")[2]
        with pytest.raises(Malformed):
            read_fragment(spoil(fragment))

    def test_the_server_knows_the_tokens_hash(self) -> None:
        assert token_hash(self.TOKEN) == "be45cb2605bf36bebde684841a28f0fd43c69850a3dce5fedba69928ee3a8991"
