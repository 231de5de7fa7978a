"""Methods step by step, what not to say, and how to read a customer."""
