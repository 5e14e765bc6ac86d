from datetime import date, time
from typing import Any

from django.db import migrations, models


def begin(apps: Any, schema_editor: Any) -> None:
    """The days and hours of the calendar that is loaded become rows."""
    database = schema_editor.connection.alias
    row = apps.get_model('kernel', 'WorkCalendarDocument').objects.using(database).filter(name='city').first()
    if row is None:
        return
    days = apps.get_model('kernel', 'CalendarDay')
    days.objects.using(database).bulk_create(
        days(day=date.fromisoformat(day), is_workday=kind == 'work', name=str(name)[:40])
        for year in row.document.get('years', {}).values()
        for kind in ('off', 'work')
        for day, name in dict(year.get(kind, {})).items()
    )
    shifts = apps.get_model('kernel', 'WorkShift')
    hours = row.document.get('hours', [['08:00', '12:00'], ['14:00', '18:00']])
    shifts.objects.using(database).bulk_create(
        shifts(opens=time.fromisoformat(opens), closes=time.fromisoformat(closes)) for opens, closes in hours
    )


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0006_batch_files'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False)),
                ('is_workday', models.BooleanField()),
                ('name', models.CharField(blank=True, max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name='WorkShift',
            fields=[
                ('opens', models.TimeField(primary_key=True, serialize=False)),
                ('closes', models.TimeField()),
            ],
        ),
        migrations.AddField(
            model_name='workcalendardocument',
            name='version',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='clock',
            name='calendar',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
