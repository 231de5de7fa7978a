"""What Teams accepts at most, and what this edge takes in at most."""

ACTIONS_IN_ROW = 6
MESSAGE_BYTES = 80_000
CARD_BYTES = 76_000  # the rest of a message is its envelope
VERSION = "1.5"
SUMMARY_TEXT = 300

BODY_BYTES = 1_000_000
INCOMING_TEXT = 4_000  # characters; nobody types more, and all of it goes through the look-up
INCOMING_ENTITIES = 100

APP_NAME = 30
APP_NAME_FULL = 100
APP_SHORT = 80
APP_FULL = 4_000
COMMAND_TITLE = 32  # the localisation file allows less than the manifest's 128
COMMAND_ABOUT = 128
COMMANDS_IN_LIST = 12
