"""What came in from whose file: so that no row comes in twice, and all of them can be taken out again."""

from typing import ClassVar

from django.db import models

from linli.cases.models.cases import Case
from linli.kernel.models import Batch


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
