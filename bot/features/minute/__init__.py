"""One line at the start of a shift, for whoever wants it: somebody they helped, or a customer's view."""
