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
OPTION_GROUPS = 100  # of a select; each has as many options
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

# Of a picture: https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block. The reference said
# six series at first and twelve since; six are as many as one tells apart. It has a value for each category
# of each series, and no two categories or series of one name.
PLOTS_IN_MESSAGE = 2
PLOT_TITLE = 50
PLOT_SERIES = 6
PLOT_CATEGORIES = 20
PLOT_LABEL = 20  # of a category and of a series
PLOT_AXIS = 50
BARS_OF_SERIES = 13  # times of a plot that is told in lines of text
