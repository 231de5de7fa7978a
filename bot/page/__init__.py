"""The report on a page of its own, for managers: wide, to print, and to take along as tables."""
