import django.db.models.deletion
from django.db import migrations, models

TELL = (
    "UPDATE cases_case SET call_back_until = closed_at + interval '30 days'"
    " WHERE state = 'closed' AND closed_at > statement_timestamp() - interval '30 days' AND EXISTS ("
    'SELECT FROM cases_report said JOIN cases_contact number ON number.case_id = said.case_id'
    " AND number.field = 'phone' AND (number.report_id = said.id"
    ' OR (number.report_id IS NULL AND said.opened_id = said.case_id))'
    ' WHERE said.case_id = cases_case.id AND NOT said.is_anonymous AND NOT EXISTS ('
    'SELECT FROM cases_rating rated WHERE rated.case_id = cases_case.id AND rated.report_id = said.id'
    ' AND rated.round = cases_case.reopened))'
)
READ = ('cases_case', 'cases_report', 'cases_contact', 'cases_rating')


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0027_outcome'),
    ]

    operations = [
        migrations.CreateModel(
            name='CallBack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('round', models.PositiveIntegerField(default=0)),
                ('is_reached', models.BooleanField()),
                ('solved', models.CharField(blank=True, max_length=8)),
                ('level', models.CharField(blank=True, max_length=20)),
                ('text', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                (
                    'case',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name='call_backs', to='cases.case'
                    ),
                ),
                (
                    'report',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name='call_backs', to='cases.report'
                    ),
                ),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('case', 'version'), name='one_call_back_an_action'),
                    models.UniqueConstraint(
                        condition=models.Q(('is_reached', True)),
                        fields=('report', 'case', 'round'),
                        name='reached_once_a_closing',
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ('is_reached', True), models.Q(('level', ''), ('solved', '')), _connector='OR'
                        ),
                        name='unreached_says_nothing',
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name='case',
            name='call_back_until',
            field=models.DateTimeField(null=True),
        ),
        # What was closed lately waits already.
        migrations.RunSQL(
            [
                *(f'ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY' for table in READ),
                TELL,
                'SET CONSTRAINTS ALL IMMEDIATE',
                *(f'ALTER TABLE {table} FORCE ROW LEVEL SECURITY' for table in READ),
            ],
            migrations.RunSQL.noop,
        ),
    ]
