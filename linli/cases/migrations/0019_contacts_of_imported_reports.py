from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0018_reports_without_a_code'),
    ]

    operations = [
        # What came in from a file named no report, so nobody could reveal it.
        migrations.RunSQL(
            [
                'ALTER TABLE cases_report NO FORCE ROW LEVEL SECURITY',
                'ALTER TABLE cases_contact NO FORCE ROW LEVEL SECURITY',
                'UPDATE cases_contact SET report_id = cases_report.id FROM cases_report'
                ' WHERE cases_contact.report_id IS NULL AND cases_report.opened_id = cases_contact.case_id'
                ' AND cases_report.case_id = cases_contact.case_id',
                'SET CONSTRAINTS ALL IMMEDIATE',
                'ALTER TABLE cases_contact FORCE ROW LEVEL SECURITY',
                'ALTER TABLE cases_report FORCE ROW LEVEL SECURITY',
            ],
            migrations.RunSQL.noop,
        ),
    ]
