"""The commands of `secg`, in the order in which its help lists them."""

COMMANDS = {
    "explain": ("engine.commands.explain", "explain one party: its assessments and duties, with their paragraphs"),
    "reports": ("engine.commands.reports", "the explanation of every party in every form, with an index page"),
    "derive": ("engine.commands.derive", "one row for each conclusion about each party"),
    "why-not": ("engine.commands.why_not", "why a party does not have a conclusion: the nearest failing conditions"),
    "diff": ("engine.commands.diff", "what a modification changes: the words, the rules, and which parties, proved"),
    "impact": ("engine.commands.impact", "the parties in facts/ whose outcome a modification changes"),
    "prove": ("engine.commands.prove", "gaps, conflicts and idle rules over all possible parties, and the properties"),
    "what-if": ("engine.commands.what_if", "what other facts would change, and the smallest change for a conclusion"),
    "verify": ("engine.commands.verify", "replay a JSON report: its digests, every proof step and every byte"),
    "check": ("engine.commands.check", "check the policies and the facts"),
    "versions": ("engine.commands.versions", "the versions of the Code that are encoded"),
    "coverage": ("engine.commands.coverage", "the ledger of paragraphs: what is encoded, what is not, and why"),
    "paragraph": ("engine.commands.paragraph", "the text of one paragraph now and in each earlier version"),
    "count": ("engine.commands.count", "count premises and Devices from an inventory, by Supplier"),
    "population": (
        "engine.commands.population",
        "make a population of parties or an inventory, for trials of any size",
    ),
    "schema": ("engine.commands.schema", "write the JSON Schema of the facts from the vocabulary"),
    "fmt": ("engine.commands.fmt", "lay out the rules of the policies in the one way"),
    "completion": ("engine.commands.completion", "print the completion script of a shell: bash, zsh or fish"),
}
"""Each command's module and the line that `secg --help` says of it; the module is imported only when it is called."""
