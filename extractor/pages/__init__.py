"""Documents as pages: figures marked in their text, and the report that is one file."""
