"""What neighbours said, how to reach them, what was said to them, and what they think of it."""

from typing import ClassVar

from django.db import models

from linli.accounts.models import Account
from linli.cases.models.cases import Case
from linli.kernel.personal import PersonalModel
from linli.kernel.scope import Scope, ScopedModel
from linli.kernel.search import Searched


class Report(ScopedModel):
    """What one neighbour said. Only the digest of the tracking code is kept; `has_code` says whether anybody has it.

    `corrected_at` is when the reporter last put the words or the address right; `author` is set where somebody who
    works here reports what they saw themselves, and not for somebody else.
    """

    scope = Scope(parent="case", holder="code_digest")
    searched = Searched(("text",), about="case", unless="opened")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reports")
    # The case that it opened, wherever it was merged since; null for one that joined.
    opened = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    # The case that it came from when that was merged into this one.
    came_from = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    code_digest = models.CharField(max_length=32, unique=True)
    has_code = models.BooleanField(default=True, db_default=True)
    channel = models.CharField(max_length=16)
    text = models.TextField()
    is_anonymous = models.BooleanField(default=False)
    is_on_behalf = models.BooleanField(default=False)
    author = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    received_at = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True)


class Contact(PersonalModel):
    """How to reach the reporter, if the reporter wished to say."""

    scope = Scope(parent="case", within="report", is_withheld=True)

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="contacts")
    report = models.ForeignKey(Report, null=True, on_delete=models.CASCADE, related_name="contacts", db_index=False)


class Message(ScopedModel):
    """Words between the desk and a reporter, through the code; without a report they are for every reporter.

    `read_at` is when the desk marked a reporter's words as read, or answered them.
    """

    scope = Scope(parent="case", within="report")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    report = models.ForeignKey(Report, null=True, on_delete=models.CASCADE, related_name="messages")
    version = models.PositiveIntegerField()
    is_from_desk = models.BooleanField()
    text = models.TextField()
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        # Several may have come with one merge.
        indexes: ClassVar = [models.Index(fields=["case", "version"], name="message_of_action")]


class CallBack(ScopedModel):
    """The street spoke to a reporter after a closing, or tried to (回访); never a rating of the reporter's own.

    `round` is how often the case was reopened before. What nobody answered says nothing more, and of one who answered
    `level` may be empty. `text` is what the caller noted. It stays with the case that was answered, wherever the report
    goes.
    """

    scope = Scope(parent="case", within="report")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="call_backs")
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="call_backs")
    version = models.PositiveIntegerField()
    round = models.PositiveIntegerField(default=0)
    is_reached = models.BooleanField()
    solved = models.CharField(max_length=8, blank=True)
    level = models.CharField(max_length=20, blank=True)
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "version"], name="one_call_back_an_action"),
            models.UniqueConstraint(
                fields=["report", "case", "round"], condition=models.Q(is_reached=True), name="reached_once_a_closing"
            ),
            models.CheckConstraint(
                condition=models.Q(is_reached=True) | models.Q(solved="", level=""), name="unreached_says_nothing"
            ),
        ]


class Rating(ScopedModel):
    """What a reporter thinks of an answer, once for each: `round` is how often the case was reopened before. It stays
    with the case that was answered, wherever the report goes."""

    scope = Scope(parent="case", within="report")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="ratings")
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="ratings")
    version = models.PositiveIntegerField()
    round = models.PositiveIntegerField(default=0)
    is_solved = models.BooleanField()
    level = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "version"], name="one_rating_an_action"),
            models.UniqueConstraint(fields=["report", "case", "round"], name="one_rating_a_closing"),
        ]
