"""YAML to the coach's types, with errors that name file and line; the lints; the schemas for editors."""
