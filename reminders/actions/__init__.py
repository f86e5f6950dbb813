"""Actions: owing mails, sending them, and what people want of them. None of them reads the clock.

owing      rows under unique keys; letters to people without an account
weeks      plans the weekly digests
news       plans what came up, from the ledger
preparing  what a mail says if it leaves now, or why it does not
leasing    takes deliveries for one sender, and says what became of them
sending    sends them
doubting   what to do where nobody knows whether a mail left
believing  reports of mails that came back
minding    what somebody does to a delivery by hand
suppressing  addresses from which mails came back
recording  what became of a notice goes on record
stopping   what somebody wants of their mails
subscribing  addresses without an account: asking, confirming, leaving, forgetting
following  plans what they are told of what they follow
"""

from datetime import datetime

from reminders.actions.believing import believe
from reminders.actions.following import plan_following
from reminders.actions.minding import NotThatOne, mind
from reminders.actions.news import plan_news
from reminders.actions.owing import plan_letters
from reminders.actions.preparing import MOST_A_DAY
from reminders.actions.recording import record_notices
from reminders.actions.sending import send_due
from reminders.actions.stopping import Wanted, choose, is_stopped, resume, stop, stopped, wanted
from reminders.actions.subscribing import TooManyAsked, confirm, forget_lapsed, leave, subscribe
from reminders.actions.weeks import plan_week
from reminders.ladder import MOST_TRIES

__all__ = [
    "MOST_A_DAY",
    "MOST_TRIES",
    "Wanted",
    "choose",
    "believe",
    "NotThatOne",
    "is_stopped",
    "plan",
    "mind",
    "plan_following",
    "plan_letters",
    "plan_news",
    "plan_week",
    "record_notices",
    "resume",
    "send_due",
    "stop",
    "stopped",
    "wanted",
    "subscribe",
    "confirm",
    "leave",
    "forget_lapsed",
    "TooManyAsked",
]


def plan(*, at: datetime) -> int:
    """Owe everything that is owed at `at`. Returns how much is new; planning twice owes once."""
    return plan_letters(at=at) + plan_news(at=at) + plan_week(at=at) + plan_following(at=at)
