"""What the other apps may listen to. Sent once the change is committed, and never the only way to learn of it."""

from django.dispatch import Signal

# A claim was resolved or reopened: claim_id, position. A doorbell for scoring; the sweep does the same without it.
claim_settled = Signal()
# Something was added to or changed in the record that pages or reminders may show: claim_id, position.
claim_changed = Signal()
# Somebody is to be written to: no arguments. A doorbell for reminders; the schedule finds the same without it.
word_owed = Signal()
