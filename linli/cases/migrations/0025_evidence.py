from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0024_urged_first'),
    ]

    operations = [
        migrations.AddField(
            model_name='eventclass',
            name='needs_after_photo',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='case',
            name='has_after_photo',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='case',
            name='lacks_photo',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='remark',
            name='subject',
            field=models.CharField(blank=True, default='', max_length=20),
        ),
        migrations.AddConstraint(
            model_name='remark',
            constraint=models.UniqueConstraint(fields=('case', 'version', 'subject'), name='one_remark_a_subject'),
        ),
        migrations.RemoveConstraint(
            model_name='remark',
            name='one_remark_an_action',
        ),
    ]
