"""Readers of pages and data sets: bytes in, :class:`rolegraph.graph.model.Reading` out.

``inputs`` opens what a user names, ``readers`` tells what form a record has and reads it.
"""
