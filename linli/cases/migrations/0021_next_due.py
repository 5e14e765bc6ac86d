import datetime

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('cases', '0020_stage_due'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(
                Coalesce(
                    models.Case(
                        models.When(state__in=('closed', 'voided', 'sent_back', 'merged'), then=models.Value(None)),
                        models.When(state__in=('accepted', 'handling', 'transferred'), then='due_at'),
                        models.When(state='suspended', then='suspended_until'),
                        default='stage_due_at',
                    ),
                    models.Value(datetime.datetime(2199, 12, 31, tzinfo=datetime.UTC)),
                    output_field=models.DateTimeField(),
                ),
                'id',
                name='case_next_due',
            ),
        ),
        RemoveIndexConcurrently(
            model_name='case',
            name='case_due',
        ),
    ]
