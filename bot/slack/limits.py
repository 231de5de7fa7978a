"""What Slack's Block Kit accepts at most, from its reference. Characters unless said otherwise."""

BLOCKS_IN_MESSAGE = 50
BLOCKS_IN_VIEW = 100
MESSAGE_TEXT = 13_000  # all texts of a message together
VIEW_SIZE = 200_000  # a view as JSON; Slack takes 250 kB
SECTION_TEXT = 3000
FIELD_TEXT = 2000
FIELDS_IN_SECTION = 10
HEADER_TEXT = 150
CONTEXT_TEXT = 3000
ACTIONS_IN_BLOCK = 25
BUTTON_VALUE = 2000
ACTION_ID = 255
BLOCK_ID = 255
CALLBACK_ID = 255
OPTIONS_IN_SELECT = 100
OPTIONS_IN_BOXES = 10  # radio buttons and checkboxes
OPTION_TEXT = 75
OPTION_VALUE = 150
PLACEHOLDER_TEXT = 150
FALLBACK_TEXT = 3000
MODAL_TITLE = 24  # and the labels of its two buttons
PRIVATE_METADATA = 3000
INPUT_LABEL = 2000
INPUT_HINT = 2000
INPUT_TEXT = 3000
ERROR_TEXT = 2000  # below a field; Slack names no limit of its own
