"""Reports in tables of others: a CSV or XLSX file of any shape, read with a mapping."""
