"""YAML to the types of `core`, with errors that name file and line; the lints; the schemas for editors."""
