"""Codes at the doors: sheets to print, and where a code leads."""
