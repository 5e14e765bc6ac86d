from typing import Any

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from linli.triage.rules import digest


def digest_the_tables_own(apps: Any, editor: Any) -> None:
    """The pairs of the tables go on under their digests; what people said is forgotten and counted anew at night."""
    grams = apps.get_model("triage", "Gram").objects.using(editor.connection.alias)
    grams.filter(weight=0).delete()
    rows = list(grams.all())
    for row in rows:
        row.digest, row.count = digest(settings.SECRET_KEY, row.gram), 0
    grams.bulk_update(rows, ["digest", "count"], batch_size=2000)


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0014_import_files'),
        ('triage', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='gram',
            name='digest',
            field=models.BigIntegerField(null=True),
        ),
        migrations.RunPython(digest_the_tables_own, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='gram',
            name='digest',
            field=models.BigIntegerField(),
        ),
        migrations.RemoveConstraint(
            model_name='gram',
            name='one_gram_a_class',
        ),
        migrations.RemoveField(
            model_name='gram',
            name='gram',
        ),
        migrations.AddConstraint(
            model_name='gram',
            constraint=models.UniqueConstraint(fields=('digest', 'event_class'), name='one_digest_a_class'),
        ),
        migrations.DeleteModel(
            name='Learnt',
        ),
        migrations.CreateModel(
            name='Learnt',
            fields=[
                ('case_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('digests', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('event_class', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.eventclass')),
            ],
        ),
    ]
