from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('cases', '0028_call_backs'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(
                condition=models.Q(('call_back_until__isnull', False)),
                fields=['call_back_until'],
                name='case_to_call',
            ),
        ),
    ]
