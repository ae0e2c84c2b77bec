"""Reports put together: from a derivation, its proofs and its effects to the documents that a reader is shown."""
