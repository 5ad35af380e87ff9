"""What the service says of itself and of its data as a whole: data set, dumps, vocabulary, examples."""
