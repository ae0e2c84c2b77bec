"""Reports: what a reader is shown, as plain data, and its rendering with the templates in reports/."""
