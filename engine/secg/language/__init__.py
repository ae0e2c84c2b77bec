"""The policy language: vocabulary, rule model, parser, policy documents and static checks."""
