from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0026_lacks_photo'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='outcome',
            field=models.CharField(blank=True, default='', max_length=12),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('outcome', ''), ('state__in', ('handled', 'checked', 'closed')), _connector='OR'), name='an_outcome_is_of_what_was_handled'),
        ),
    ]
