"""`/drill`: quiz questions between two calls, and what is remembered of them."""
