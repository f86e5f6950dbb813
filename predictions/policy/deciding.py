"""The decision itself: a list of objections for each command, and the first that holds is the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from accounts.roles import Permission
from predictions.lifecycle import Status
from predictions.policy.commands import NEEDS, Command
from predictions.policy.people import Person
from predictions.policy.refusals import ConflictOfInterest, NotAllowed, WrongMoment, lacks
from predictions.policy.situation import Situation, Ties
from predictions.sentences import Sentence, gettext_noop


@dataclass(frozen=True)
class Answer:
    """Yes, or no with the refusal that says why and what can be done. True in a condition when it is yes."""

    refusal: NotAllowed | None = None

    def __bool__(self) -> bool:
        return self.refusal is None


YES = Answer()
Check = Callable[[Person, Situation], NotAllowed | None]


def may(actor: Person, command: Command, claim: Situation) -> Answer:
    """Whether `actor` may do `command` to `claim` as things stand.

    claim    the claim at this moment, as `actor` meets it
    returns  an answer whose refusal, if it is no, is the first objection: the role, then the moment, then the person
    """
    if not actor.can(NEEDS[command]):
        return Answer(lacks(NEEDS[command]))
    for check in CHECKS[command]:
        refusal = check(actor, claim)
        if refusal is not None:
            return Answer(refusal)
    return YES


def demand(actor: Person, command: Command, claim: Situation) -> None:
    """Raise the refusal of `may`, a `NotAllowed`, when the answer is no."""
    answer = may(actor, command, claim)
    if answer.refusal is not None:
        raise answer.refusal


# --- The moment -------------------------------------------------------------------------------------------------------


def _not_merged(_actor: Person, claim: Situation) -> NotAllowed | None:
    if claim.is_merged:
        return WrongMoment(
            gettext_noop("This claim is a duplicate and was merged into another one. Go on with that one.")
        )
    return None


def _draft(_actor: Person, claim: Situation) -> NotAllowed | None:
    if claim.status is not Status.DRAFT:
        return WrongMoment(
            gettext_noop("This claim is published: its words are changed as a revision that everybody can see.")
        )
    return None


def _not_offered(_actor: Person, claim: Situation) -> NotAllowed | None:
    if claim.is_offered:
        return WrongMoment(gettext_noop("This draft is offered for publication already. Somebody else publishes it."))
    return None


def _offered(_actor: Person, claim: Situation) -> NotAllowed | None:
    if not claim.is_offered:
        return WrongMoment(
            gettext_noop("This draft is not offered for publication yet. Whoever writes it up says when it is ready.")
        )
    return None


def _undecided(_actor: Person, claim: Situation) -> NotAllowed | None:
    if claim.status is Status.RESOLVED:
        return WrongMoment(
            gettext_noop(
                "This claim is resolved: its criteria are what was judged. Reopen it first, and say why, if they are "
                "wrong."
            )
        )
    return None


def _open(_actor: Person, claim: Situation) -> NotAllowed | None:
    if claim.status is not Status.OPEN:
        return WrongMoment(
            gettext_noop(
                "This claim is %(status)s and not being judged. If you know better, raise an objection.",
                status=claim.status,
            )
        )
    return None


def _due(_actor: Person, claim: Situation) -> NotAllowed | None:
    if not claim.is_due:
        return WrongMoment(gettext_noop("This claim is not due yet. It is judged from its deadline on, not before."))
    return None


def _not_due(_actor: Person, claim: Situation) -> NotAllowed | None:
    if claim.is_due:
        return WrongMoment(
            gettext_noop("The deadline has passed. What was expected is said before it, or it proves nothing.")
        )
    return None


def _contested(_actor: Person, claim: Situation) -> NotAllowed | None:
    if not claim.is_contested:
        return WrongMoment(
            gettext_noop("There is nothing to adjudicate: the verdicts agree, or are not all there yet.")
        )
    return None


def _resolved(_actor: Person, claim: Situation) -> NotAllowed | None:
    if claim.status is not Status.RESOLVED:
        return WrongMoment(
            gettext_noop(
                "A claim that is %(status)s cannot be opened again. Only one that is resolved can.",
                status=claim.status,
            )
        )
    return None


def _public(_actor: Person, claim: Situation) -> NotAllowed | None:
    if claim.status is Status.DRAFT:
        return WrongMoment(gettext_noop("This claim is a draft. Nobody outside has seen it yet."))
    return None


# --- The person -------------------------------------------------------------------------------------------------------


def _own_draft(actor: Person, claim: Situation) -> NotAllowed | None:
    if actor.can(Permission.PUBLISH) or (claim.status is Status.DRAFT and claim.ties.wrote_it_up):
        return None
    return NotAllowed(gettext_noop("You may change the drafts that you wrote up. Ask an editor to change this claim."))


def _drafts_by_writers(actor: Person, claim: Situation) -> NotAllowed | None:
    if claim.status is Status.DRAFT and not actor.can(Permission.WRITE_UP):
        return WrongMoment(gettext_noop("This claim is a draft. Evidence is added once it is published."))
    return None


def _own_document(actor: Person, claim: Situation) -> NotAllowed | None:
    if actor.is_system or claim.ties.added_document:
        return None
    return _editor_outside_the_round(actor, claim)


def _own_retraction(actor: Person, claim: Situation) -> NotAllowed | None:
    if actor.is_system or claim.ties.retracted_document:
        return None
    return _editor_outside_the_round(actor, claim)


def _editor_outside_the_round(actor: Person, claim: Situation) -> NotAllowed | None:
    if not actor.can(Permission.PUBLISH):
        return NotAllowed(
            gettext_noop(
                "You may change and retract the documents that you added, and take back your own retraction. Ask an "
                "editor to change this one."
            )
        )
    if claim.ties.is_assigned and not claim.ties.has_judged:
        return ConflictOfInterest(
            gettext_noop(
                "You are asked to judge this claim. Until you have filed, another editor changes its documents."
            )
        )
    return None


def _second_person(actor: Person, claim: Situation) -> NotAllowed | None:
    if actor.is_system:
        return None
    if claim.ties.offered_it or claim.ties.wrote_it_up:
        return ConflictOfInterest(
            gettext_noop(
                "Publishing needs a second person who has seen the source. You wrote this claim up or offered it; "
                "another editor publishes it."
            )
        )
    if not claim.ties.has_read_source:
        return NotAllowed(
            gettext_noop("You have not opened the source yet. Open it, compare the quotes, and then publish.")
        )
    return None


def _no_tie(_actor: Person, claim: Situation) -> NotAllowed | None:
    ties = claim.ties
    if ties.wrote_it_up:
        return ConflictOfInterest(gettext_noop("You wrote this claim up. Somebody else has to judge it."))
    if ties.experts or ties.organizations:
        return ConflictOfInterest(_tie(ties))
    return None


def _tie(ties: Ties) -> Sentence:
    """To whom, until when, and what can be done."""
    names = ", ".join((*ties.experts, *ties.organizations))
    if ties.until is None:
        return gettext_noop(
            "You declared a tie to %(names)s, without an end. Another reviewer must judge this.", names=names
        )
    return gettext_noop(
        "You declared a tie to %(names)s, which counts until %(until)s. Another reviewer must judge this.",
        names=names,
        until=ties.until,
    )


def _somebody_new(_actor: Person, claim: Situation) -> NotAllowed | None:
    if claim.ties.judged_before:
        return ConflictOfInterest(
            gettext_noop("You judged this claim in an earlier round. This round is for somebody new.")
        )
    return None


def _settles_no_disputes(actor: Person, _claim: Situation) -> NotAllowed | None:
    if not actor.is_system and actor.can(Permission.ADJUDICATE):
        return ConflictOfInterest(
            gettext_noop(
                "Your account may open disputed rounds and read their verdicts. Who judges blind is somebody "
                "who may not."
            )
        )
    return None


def _asked(_actor: Person, claim: Situation) -> NotAllowed | None:
    if claim.ties.was_let_go:
        return NotAllowed(
            gettext_noop(
                "You were let go from judging this claim, and somebody else is asked. If you can judge it after all, "
                "tell an editor, who can ask you again."
            )
        )
    if not claim.ties.is_assigned:
        return NotAllowed(
            gettext_noop("This claim is not assigned to you. Reviewers are assigned, so that nobody picks a claim.")
        )
    return None


def _outside_the_round(_actor: Person, claim: Situation) -> NotAllowed | None:
    if claim.ties.has_judged or claim.ties.judged_before:
        return ConflictOfInterest(gettext_noop("You have judged this claim. An adjudicator is somebody who has not."))
    if claim.ties.is_assigned:
        return ConflictOfInterest(
            gettext_noop("You are asked to judge this claim. Somebody who is not decides between the verdicts.")
        )
    return None


def _takes_no_side(_actor: Person, claim: Situation) -> NotAllowed | None:
    ties = claim.ties
    if ties.has_judged or ties.judged_before:
        return ConflictOfInterest(
            gettext_noop(
                "You judged or decided this claim. Somebody who did neither, and has no tie to who said it, does this."
            )
        )
    if ties.experts or ties.organizations:
        names = ", ".join((*ties.experts, *ties.organizations))
        return ConflictOfInterest(
            gettext_noop("You declared a tie to %(names)s. Another editor does this, who has none.", names=names)
        )
    return None


def _no_hand_in_it(_actor: Person, claim: Situation) -> NotAllowed | None:
    ties = claim.ties
    if ties.wrote_it_up or ties.offered_it or ties.has_judged or ties.judged_before:
        return ConflictOfInterest(
            gettext_noop("You wrote this claim up or judged it. Somebody new looks at what is said against it.")
        )
    return None


CHECKS: Mapping[Command, tuple[Check, ...]] = {
    Command.WRITE_UP: (_not_merged, _draft, _own_draft),
    Command.OFFER: (_not_merged, _draft, _not_offered, _own_draft),
    Command.PUBLISH: (_not_merged, _draft, _offered, _second_person),
    Command.SEND_BACK: (_not_merged, _draft, _offered),
    Command.MERGE: (_not_merged,),
    Command.REVISE: (_not_merged, _undecided, _own_draft),
    Command.CORRECT: (_not_merged, _public),
    Command.ATTRIBUTE: (_not_merged, _public, _takes_no_side),
    Command.ADD_EVIDENCE: (_not_merged, _drafts_by_writers),
    Command.REVISE_EVIDENCE: (_not_merged, _own_document),
    Command.RETRACT_EVIDENCE: (_not_merged, _own_document),
    Command.RESTORE_EVIDENCE: (_not_merged, _own_retraction),
    Command.SET_PRIOR: (_not_merged, _open, _not_due, _no_tie),
    Command.ASSIGN: (_not_merged, _open),
    Command.BE_ASSIGNED: (_not_merged, _open, _settles_no_disputes, _no_tie, _somebody_new),
    Command.LET_GO: (_not_merged, _open),
    Command.JUDGE: (_not_merged, _open, _settles_no_disputes, _no_tie, _somebody_new, _asked, _due),
    Command.ADJUDICATE: (_not_merged, _open, _no_tie, _outside_the_round, _contested),
    Command.REOPEN: (_not_merged, _resolved, _takes_no_side),
    Command.ANSWER_OBJECTION: (_not_merged, _public, _no_hand_in_it, _no_tie),
    Command.RECORD_REPLY: (_not_merged, _public),
}
