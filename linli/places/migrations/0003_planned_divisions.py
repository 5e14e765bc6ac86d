import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0002_retired_areas'),
    ]

    operations = [
        migrations.CreateModel(
            name='PlannedDivision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area_path', models.CharField(max_length=160)),
                ('unit_path', models.CharField(blank=True, default='', max_length=160)),
                ('participants', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, size=None)),
                ('excluded', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, size=None)),
                ('state', models.CharField(max_length=24)),
                ('version', models.PositiveIntegerField(default=0)),
                ('head', models.BinaryField(default=bytes)),
                ('played', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, size=None)),
                ('digest_key', models.BinaryField(null=True)),
                ('number', models.CharField(max_length=20, unique=True)),
                ('name', models.CharField(max_length=40)),
                ('starts_on', models.DateField()),
                ('rows', models.JSONField()),
                ('fault', models.CharField(blank=True, default='', max_length=40)),
            ],
            options={'abstract': False},
        ),
    ]
