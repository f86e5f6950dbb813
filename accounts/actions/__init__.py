"""Every way to change who may do what here. Only actions open transactions."""

from accounts.actions.first_accounts import (
    DEMONSTRATION,
    NewAccount,
    NoSuchAccount,
    find_account,
    is_set_up,
    make_account,
    make_administrator,
    make_demonstration_accounts,
)
from accounts.actions.granting import (
    close_account,
    end_role,
    forget_factors,
    grant_role,
    open_account,
    prove_address,
    remove_factors,
)
from accounts.actions.inviting import Accepted, accept, invite, look_up, send_again, withdraw
from accounts.actions.refusing import Refused

__all__ = [
    "DEMONSTRATION",
    "Accepted",
    "NewAccount",
    "NoSuchAccount",
    "Refused",
    "accept",
    "close_account",
    "end_role",
    "find_account",
    "forget_factors",
    "grant_role",
    "invite",
    "is_set_up",
    "look_up",
    "make_account",
    "make_administrator",
    "make_demonstration_accounts",
    "open_account",
    "prove_address",
    "remove_factors",
    "send_again",
    "withdraw",
]
