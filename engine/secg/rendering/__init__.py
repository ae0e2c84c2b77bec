"""Documents in their forms: text, Markdown, pages, print, Word, sheets and calendars, by the templates in reports/."""
