"""rolegraph.service: the Flask application and the command line."""
