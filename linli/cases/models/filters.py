"""Lists that people keep under a name."""

from typing import ClassVar

from django.db import models

from linli.accounts.models import Account
from linli.cases.permissions import CASE_VIEW
from linli.kernel.models import LoopModel
from linli.kernel.scope import Scope


class SavedFilter(LoopModel):
    """A list by its name, at no place of the territory. `query` is what stands in the address, but for words; a shared
    one is its owner's unit's to use, too."""

    scope = Scope(view=CASE_VIEW, area="area_path", participants="participants")

    number = models.CharField(max_length=20, unique=True)
    owner = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=600)
    is_shared = models.BooleanField(default=False)
    kept_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_first(self) -> bool:
        """Whether the desk of whoever asked for it begins with it, as the query has told."""
        return bool(self.__dict__.get("begins"))


class FirstFilter(models.Model):
    """The list with which a person's desk begins, at most one for each."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="+")
    saved = models.ForeignKey(SavedFilter, on_delete=models.CASCADE, related_name="+")
