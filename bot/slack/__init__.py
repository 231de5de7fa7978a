"""The Slack edge: verifies, parses, renders, sends."""

PLATFORM = "slack"
