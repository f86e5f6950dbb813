"""The forms of the desk. A form checks that a text is readable and of its kind; the actions check the rest."""

from predictions.desk.forms.asking import AskOrLetGo, Reopen
from predictions.desk.forms.ballots import Adjudicate, Ballot, Confirm
from predictions.desk.forms.base import DeskForm, Keyed, fresh_key
from predictions.desk.forms.bringing import BringSource, CorrectText, StartCollection
from predictions.desk.forms.documents import AddDocument, ReviseDocument, WithReason
from predictions.desk.forms.drafts import WriteUp
from predictions.desk.forms.interests import DeclareInterest
from predictions.desk.forms.notices import CameBack, ShowScores, Tell
from predictions.desk.forms.priors import StatePrior
from predictions.desk.forms.publishing import Publish, PublishSeveral, SendBack
from predictions.desk.forms.wording import ReviseWording

__all__ = [
    "AddDocument",
    "Adjudicate",
    "AskOrLetGo",
    "Ballot",
    "BringSource",
    "CameBack",
    "Confirm",
    "CorrectText",
    "DeclareInterest",
    "DeskForm",
    "Keyed",
    "Publish",
    "PublishSeveral",
    "Reopen",
    "ReviseDocument",
    "ReviseWording",
    "SendBack",
    "ShowScores",
    "StartCollection",
    "StatePrior",
    "Tell",
    "WithReason",
    "WriteUp",
    "fresh_key",
]
