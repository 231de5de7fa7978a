"""The Microsoft Teams edge. Everything of Microsoft's SDKs stays in this folder."""

PLATFORM = "teams"
