"""Reading files from the edge: text with limits, strict YAML with places, Markdown blocks with lines."""
