"""Under ``role_page``: the sections of a page as text, and what its prose says."""
