"""Role profiles as CSV: the header, the cells of a row, and the values in them."""
