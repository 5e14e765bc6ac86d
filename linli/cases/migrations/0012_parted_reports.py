import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0011_sub_tasks'),
    ]

    operations = [
        migrations.AddField(
            model_name='report',
            name='came_from',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case'),
        ),
        migrations.RemoveConstraint(
            model_name='rating',
            name='one_rating_a_closing',
        ),
        migrations.AddConstraint(
            model_name='rating',
            constraint=models.UniqueConstraint(fields=('report', 'case', 'round'), name='one_rating_a_closing'),
        ),
        # Reports that were in another case's hands before, each by the case that it opened.
        migrations.RunSQL(
            [
                'ALTER TABLE cases_report NO FORCE ROW LEVEL SECURITY',
                'UPDATE cases_report SET came_from_id = opened_id WHERE opened_id <> case_id',
                'SET CONSTRAINTS ALL IMMEDIATE',
                'ALTER TABLE cases_report FORCE ROW LEVEL SECURITY',
            ],
            migrations.RunSQL.noop,
        ),
    ]
