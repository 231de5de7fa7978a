"""`python app.py doctor`: what is wrong with this installation, what should be known, and what is well."""
