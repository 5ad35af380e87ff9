"""Paths from skills or a role to a role: the space of roles and skills, and the questions asked of it."""
