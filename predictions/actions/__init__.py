"""Actions: the only functions that change facts. Each opens the one transaction, under the ledger lock, and runs steps.

Every action is keyword-only. `by` is who acts, `at` the moment, `reason` why; none of them reads the clock.
"""

from predictions.actions.asking import let_go
from predictions.actions.documents import (
    add_evidence,
    restore_evidence,
    retract_evidence,
    revise_evidence,
    sweep_files,
)
from predictions.actions.drafting import drop_draft, drop_drafts_of, keep_draft, sweep_drafts
from predictions.actions.editing import (
    declare_interest,
    revise_wording,
)
from predictions.actions.importing import import_bundle, load_samples
from predictions.actions.judging import (
    adjudicate,
    assign,
    assign_waiting,
    confirm_verdict,
    file_verdict,
    reopen,
)
from predictions.actions.keeping import beat, erase, forget_requests, make_checkpoint, open_record
from predictions.actions.notices import (
    record_notice,
    record_notice_came_back,
    record_notice_not_sent,
    record_notice_taken,
    show_scores,
)
from predictions.actions.objecting import (
    answer_objection,
    ask_to_object,
    confirm_objection,
    correct_claim,
    correct_statement,
    forget_unconfirmed,
    record_reply,
)
from predictions.actions.priors import set_prior
from predictions.actions.publishing import publish, publish_several, read_source, send_back
from predictions.actions.writing_up import (
    bring_source,
    correct_text,
    merge,
    offer,
    refuse_passage,
    rewrite,
    say_again,
    start_collection,
    take_back,
    write_up,
)

__all__ = [
    "add_evidence",
    "adjudicate",
    "answer_objection",
    "ask_to_object",
    "assign",
    "assign_waiting",
    "beat",
    "bring_source",
    "confirm_objection",
    "confirm_verdict",
    "correct_claim",
    "correct_statement",
    "correct_text",
    "declare_interest",
    "drop_draft",
    "drop_drafts_of",
    "erase",
    "file_verdict",
    "forget_requests",
    "forget_unconfirmed",
    "import_bundle",
    "keep_draft",
    "let_go",
    "load_samples",
    "make_checkpoint",
    "merge",
    "offer",
    "open_record",
    "publish",
    "publish_several",
    "read_source",
    "record_notice",
    "record_notice_came_back",
    "record_notice_not_sent",
    "record_notice_taken",
    "record_reply",
    "refuse_passage",
    "reopen",
    "restore_evidence",
    "retract_evidence",
    "revise_evidence",
    "revise_wording",
    "rewrite",
    "say_again",
    "send_back",
    "set_prior",
    "show_scores",
    "start_collection",
    "sweep_drafts",
    "sweep_files",
    "take_back",
    "write_up",
]
