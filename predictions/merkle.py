"""RFC 6962 tree heads. Standard library only."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def tree_head(leaves: Iterable[bytes]) -> bytes:
    """The Merkle tree hash of `leaves` in order, 32 bytes; of none, the hash of nothing.

    Keeps only the roots of the complete subtrees so far, so the memory it needs grows with the logarithm of the number.
    RFC 6962, section 2.1.
    """
    roots: list[tuple[int, bytes]] = []
    for leaf in leaves:
        height, node = 0, hashlib.sha256(b"\x00" + leaf).digest()
        while roots and roots[-1][0] == height:
            node = hashlib.sha256(b"\x01" + roots.pop()[1] + node).digest()
            height += 1
        roots.append((height, node))
    if not roots:
        return hashlib.sha256(b"").digest()
    _, head = roots.pop()
    while roots:
        head = hashlib.sha256(b"\x01" + roots.pop()[1] + head).digest()
    return head
