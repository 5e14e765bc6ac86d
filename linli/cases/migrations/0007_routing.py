from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0006_reports'),
    ]

    operations = [
        migrations.AddField(
            model_name='route',
            name='since',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL(
            "INSERT INTO cases_route (scheme_id, kind, class_code, unit_id, note)"
            " SELECT scheme, kind, code, unit_id, '' FROM cases_eventclass WHERE unit_id IS NOT NULL"
            " ON CONFLICT DO NOTHING",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveField(
            model_name='eventclass',
            name='unit',
        ),
    ]
