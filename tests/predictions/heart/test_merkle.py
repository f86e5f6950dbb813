"""Tree heads as the standard defines them."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from predictions import actions, merkle
from predictions.models import Checkpoint, Entry, Topic
from tests import builders

# The test data of the reference implementation of Certificate Transparency: eight leaves and the head after each.
LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
HEADS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def slow_head(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word: split at the largest power of two below the number of leaves."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + slow_head(leaves[:split]) + slow_head(leaves[split:])).digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_heads_are_those_of_the_published_vectors(size: int) -> None:
    leaves = [bytes.fromhex(leaf) for leaf in LEAVES[:size]]

    assert merkle.tree_head(leaves).hex() == HEADS[size - 1]


def test_the_head_of_nothing_is_the_hash_of_nothing() -> None:
    assert merkle.tree_head([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(st.lists(st.binary(max_size=40), max_size=70))
def test_heads_are_those_of_the_recursive_definition(leaves: list[bytes]) -> None:
    assert merkle.tree_head(leaves) == slow_head(leaves)


@pytest.mark.django_db
def test_a_checkpoint_fixes_the_head_over_all_entries_and_comes_only_when_something_is_new() -> None:
    nothing = actions.make_checkpoint(at=builders.NOW)
    builders.a_record()

    first = actions.make_checkpoint(at=builders.NOW)
    again = actions.make_checkpoint(at=builders.NOW)
    builders.saved(Topic(key="models", title={"en": "Models"}))
    second = actions.make_checkpoint(at=builders.NOW)

    assert (nothing, again) == (None, None)
    assert first is not None
    assert second is not None
    leaves = [bytes.fromhex(leaf) for leaf in Entry.objects.values_list("hash", flat=True)]
    assert [first.root, second.root] == [slow_head(leaves[:1]).hex(), slow_head(leaves).hex()]
    assert list(Checkpoint.objects.values_list("size", flat=True)) == [1, 2]
