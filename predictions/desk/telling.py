"""What the rules of the house refuse, said in the language of the reader."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy

from accounts.roles import Permission
from predictions.lifecycle import Status
from predictions.sentences import Cited, Sentence
from predictions.templatetags.words import outcome_word, tier_word

PERMISSIONS: Mapping[Permission, Promise] = {
    Permission.WRITE_UP: pgettext_lazy("your account may not", "write up claims"),
    Permission.PUBLISH: pgettext_lazy("your account may not", "publish claims"),
    Permission.ADD_EVIDENCE: pgettext_lazy("your account may not", "add evidence"),
    Permission.JUDGE: pgettext_lazy("your account may not", "file verdicts"),
    Permission.ADJUDICATE: pgettext_lazy("your account may not", "adjudicate"),
    Permission.ANSWER_OBJECTIONS: pgettext_lazy("your account may not", "answer objections"),
    Permission.ASSIGN: pgettext_lazy("your account may not", "assign reviewers"),
    Permission.ERASE: pgettext_lazy("your account may not", "erase personal text"),
    Permission.READ_ALL: pgettext_lazy("your account may not", "read everything"),
    Permission.MANAGE_ACCOUNTS: pgettext_lazy("your account may not", "manage accounts"),
    Permission.MIND_MAILS: pgettext_lazy("your account may not", "mind the mails"),
}


def in_words(error: Exception) -> str:
    """The message of `error` in the language of the reader; as it stands where it is no sentence of ours."""
    return str(_said(error.args[0])) if error.args else str(error)


def _said(value: object) -> object:
    match value:
        case Sentence(pattern=pattern, filled=filled):
            said = gettext(pattern)
            return said % {name: _said(one) for name, one in filled.items()} if filled else said
        case Permission():
            return PERMISSIONS[value]
        case Status():
            return outcome_word(value).lower()
        case Cited():
            return ", ".join(f"{number} ({tier_word(tier).lower()})" for number, tier in value)
        case date():
            return date_format(value, "j F Y")
    return value
