from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0005_salt'),
    ]

    operations = [
        migrations.AddField(
            model_name='batch',
            name='file_sha256',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
    ]
