from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0029_call_backs_first'),
    ]

    operations = [
        migrations.AddField(
            model_name='replytemplate',
            name='outcome',
            field=models.CharField(blank=True, default='', max_length=12),
        ),
    ]
