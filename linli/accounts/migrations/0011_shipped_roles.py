import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_token_use'),
    ]

    operations = [
        migrations.CreateModel(
            name='ShippedRole',
            fields=[
                ('key', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('permissions', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
            ],
        ),
    ]
