from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0010_saved_filters'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='open_tasks',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='task',
            name='lead_path',
            field=models.CharField(blank=True, default='', max_length=160),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('open_tasks', 0), ('state__in', ('accepted', 'handling')), _connector='OR'), name='assisted_while_a_unit_has_it'),
        ),
    ]
