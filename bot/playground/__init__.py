"""A chat in the browser, for trying Calma without Slack, Teams or any credentials."""
