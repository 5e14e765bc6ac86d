from django.db import migrations, models

TELL = (
    'UPDATE cases_case SET stage_due_at = clock.due_at FROM kernel_clock clock'
    " WHERE clock.object_type = 'case' AND clock.object_id = cases_case.id AND clock.stopped_at IS NULL"
    " AND clock.name = CASE state WHEN 'reported' THEN 'file' WHEN 'verifying' THEN 'verify' WHEN 'filed' THEN 'dispatch'"
    " WHEN 'dispatched' THEN 'accept' WHEN 'transferring' THEN 'transfer' WHEN 'handled' THEN 'check'"
    " WHEN 'checked' THEN 'close' END"
)


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0019_contacts_of_imported_reports'),
        ('kernel', '0007_calendar_days'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='stage_due_at',
            field=models.DateTimeField(null=True),
        ),
        # What is open tells it already, by the clock that runs.
        migrations.RunSQL(
            [
                'ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY',
                'ALTER TABLE kernel_clock NO FORCE ROW LEVEL SECURITY',
                TELL,
                'SET CONSTRAINTS ALL IMMEDIATE',
                'ALTER TABLE kernel_clock FORCE ROW LEVEL SECURITY',
                'ALTER TABLE cases_case FORCE ROW LEVEL SECURITY',
            ],
            migrations.RunSQL.noop,
        ),
    ]
