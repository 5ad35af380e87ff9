"""Loading, withdrawing and checking: the orchestration over sources, mapping, validation and store.

Nothing is imported here: the writing child imports ``apply`` alone, and starts in a tenth of the time.
"""
