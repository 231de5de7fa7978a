"""A made-up year for the playground, so that managers see what Calma shows before anybody has used it."""
