from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0017_stage_limits'),
    ]

    operations = [
        migrations.AddField(
            model_name='report',
            name='has_code',
            field=models.BooleanField(db_default=True, default=True),
        ),
        # Nobody was given the code of what came in from a file.
        migrations.RunSQL(
            [
                'ALTER TABLE cases_report NO FORCE ROW LEVEL SECURITY',
                'UPDATE cases_report SET has_code = false WHERE opened_id IN (SELECT case_id FROM cases_importedrow)',
                'SET CONSTRAINTS ALL IMMEDIATE',
                'ALTER TABLE cases_report FORCE ROW LEVEL SECURITY',
            ],
            migrations.RunSQL.noop,
        ),
    ]
