"""The typed documents of reports: what each kind of report holds, as a file, and by which names it calls things."""
