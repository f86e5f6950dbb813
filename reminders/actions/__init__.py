"""Actions: owing mails, sending them, and what people want of them. None of them reads the clock.

owing      plans what is owed
preparing  what a mail says if it leaves now, or why it does not
leasing    takes deliveries for one sender, and says what became of them
sending    sends them
doubting   what to do where nobody knows whether a mail left
suppressing  addresses from which mails came back
recording  what became of a notice goes on record
stopping   wanting no more of a kind
"""

from reminders.actions.owing import plan_letters, plan_week
from reminders.actions.preparing import MOST_A_DAY
from reminders.actions.recording import record_notices
from reminders.actions.sending import send_due
from reminders.actions.stopping import is_stopped, resume, stop
from reminders.ladder import MOST_TRIES

__all__ = [
    "MOST_A_DAY",
    "MOST_TRIES",
    "is_stopped",
    "plan_letters",
    "plan_week",
    "record_notices",
    "resume",
    "send_due",
    "stop",
]
