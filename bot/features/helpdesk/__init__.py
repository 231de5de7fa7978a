"""Help-desk figures: what an organisation's own software says by the week, drawn and never explained."""
