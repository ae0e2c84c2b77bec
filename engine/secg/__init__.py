"""SEC Section G as literate Datalog: from policies and facts to conclusions that cite their paragraphs."""
