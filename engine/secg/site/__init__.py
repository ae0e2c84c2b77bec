"""The site: one folder of pages that open from disk, in which the rules run."""
