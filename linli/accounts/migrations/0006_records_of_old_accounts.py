from typing import Any

from django.db import migrations


def begin(apps: Any, schema_editor: Any) -> None:
    """A record for each account that was made before there were records. Its policy comes later, with `linli migrate`."""
    database = schema_editor.connection.alias
    accounts = apps.get_model('accounts', 'Account').objects.using(database).filter(record=None).select_related('unit__area')
    apps.get_model('accounts', 'AccountRecord').objects.using(database).bulk_create(
        apps.get_model('accounts', 'AccountRecord')(
            number=f'A{account.pk:08d}',
            state='active' if account.is_active else 'disabled',
            area_path=account.unit.area.path if account.unit and account.unit.area else '/',
            unit_path=account.unit.path if account.unit else '',
            participants=[f'account:{account.pk}'],
            account=account,
        )
        for account in accounts
    )


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_records'),
    ]

    operations = [
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
