"""What came in from whose file: so that no row comes in twice, and all of them can be taken out again."""

from typing import ClassVar

from django.db import models

from linli.cases.models.cases import Case
from linli.kernel.models import Batch
from linli.kernel.scope import Scope, ScopedModel


class ImportedRow(models.Model):
    """A row of a file and the case that it became. Without a policy, because it opens nothing by itself.

    `identity` is a digest: of the number that the matter has where it comes from, else of the file and the row.
    """

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+")
    row = models.PositiveIntegerField()
    identity = models.CharField(max_length=64)
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["identity"], name="one_case_a_row")]


class ImportFile(ScopedModel):
    """The file of an import, and how far the import has come with it; `rows` is 0 while nobody has counted them.

    `upload` leads to what was uploaded, while that is kept; `doing` is what the worker has to do. `reason` is why the
    import is undone, kept until that is done; `fault` is why the worker stopped.
    """

    scope = Scope(parent="batch")

    batch = models.OneToOneField(Batch, on_delete=models.CASCADE, related_name="file")
    name = models.CharField(max_length=200)
    upload = models.CharField(max_length=32, blank=True, default="")
    doing = models.CharField(max_length=10, blank=True, default="")
    rows = models.PositiveIntegerField(default=0)
    read = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True, default="")
    fault = models.CharField(max_length=30, blank=True, default="")
