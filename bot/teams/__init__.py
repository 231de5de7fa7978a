"""The Microsoft Teams edge. Everything of botbuilder stays in this folder."""

PLATFORM = "teams"
