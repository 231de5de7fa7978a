"""The Slack edge: verifies, parses, renders, sends."""
