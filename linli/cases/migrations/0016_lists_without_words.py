from django.db import migrations

# The digests that the audit has of the words mean nothing without their key.
FORGET = (
    "UPDATE cases_savedfilter SET query = ltrim(regexp_replace(query, '(^|&)q=[^&]*', '', 'g'), '&'),"
    " digest_key = decode(replace(gen_random_uuid()::text, '-', ''), 'hex') WHERE query ~ '(^|&)q='"
)


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0015_corrected'),
    ]

    operations = [
        # Words that were searched for are no part of a kept list any more: they may name somebody.
        migrations.RunSQL(
            [
                'ALTER TABLE cases_savedfilter NO FORCE ROW LEVEL SECURITY',
                FORGET,
                'ALTER TABLE cases_savedfilter FORCE ROW LEVEL SECURITY',
            ],
            migrations.RunSQL.noop,
        ),
    ]
