from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0022_contested'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='urged',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='case',
            name='urged_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='case',
            name='urged_by',
            field=models.TextField(blank=True, default=''),
        ),
    ]
