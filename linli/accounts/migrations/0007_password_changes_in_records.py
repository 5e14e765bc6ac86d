from django.db import migrations


class Migration(migrations.Migration):
    """A changed password is audited under the account's record from now on. What the audit said before stays there;
    the policies that named this table are made anew by `linli migrate`."""

    dependencies = [
        ('accounts', '0006_records_of_old_accounts'),
    ]

    operations = [
        migrations.DeleteModel(
            name='PasswordChange',
        ),
    ]
