"""What the barest bots of Teams answer: always the same."""

ANSWER = "Let us look at this together."
FOUND = {  # by a search
    "composeExtension": {
        "type": "result",
        "attachmentLayout": "list",
        "attachments": [
            {"contentType": "application/vnd.microsoft.card.thumbnail", "content": {"title": ANSWER}}
        ],
    }
}
