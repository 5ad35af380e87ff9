"""Under ``own_json`` and ``ncs``: safe parsing of JSON, its schema, its fields."""
