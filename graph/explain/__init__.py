"""What a page was understood to say: each value beside the words it was read from, and what is absent."""
