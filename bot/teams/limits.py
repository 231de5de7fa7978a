"""What Teams accepts at most, and what this edge takes in at most."""

ACTIONS_IN_ROW = 6
MESSAGE_BYTES = 80_000  # in UTF-16, as all sizes that Teams counts: 40,000 characters
CARD_BYTES = 76_000  # the rest of a message is its envelope
VERSION = "1.5"
SUMMARY_TEXT = 300

BODY_BYTES = 1_000_000
INCOMING_TEXT = 48_000  # characters: more than Teams sends, as danger may stand in a paste's last line
INCOMING_ENTITIES = 100
INCOMING_FIELDS = 200

COLUMNS = 3  # of a table that is read at 300 pixels
PLOT_BYTES = 24_000  # of a plot with its figures, so that three fit on a card
PLOT_SERIES = 6  # as many as one tells apart
PLOT_LABELS = (60, 30, 15, 8)  # of these the first at which its plot fits
PLOT_TITLE = 100
PLOT_FINDING = 500
PLOT_LABEL = 40  # characters of a label or a series
PLOT_CELLS = 45  # from so many on its figures are a list, which takes a tenth of a table
FEW_OPTIONS = 6  # so many are shown at once; more fold into a list
MANY_OPTIONS = 15  # from so many on, one types to find one
TYPED_AGAIN = 3_000  # characters of one field that a form which became too large still shows again
CARRIED_BYTES = 400_000  # of a form that its card carries along, unpacked
CARRIED_PARTS = 400  # of such a form: its words, and its fields with their hints
DIALOG_TITLE = 60
LOW_DIALOG = 8  # a card of more elements gets a high one
RESULTS = 25
PICKED = 8  # of a dialog in which they stand in full
RESULT_TEXT = 3_000  # a result's card may have 28 KB
RESULT_TITLE = 100
RESULT_HINT = 200
SEARCH_SECONDS = 4.0  # Teams waits five

APP_NAME = 30
APP_NAME_FULL = 100
APP_SHORT = 80
APP_FULL = 4_000
COMMAND_TITLE = 32  # the localisation file allows less than the manifest's 128
COMMAND_ABOUT = 128
COMMANDS_IN_LIST = 12
