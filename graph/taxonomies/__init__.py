"""Classifications and statistics beside the pages: ESCO, O*NET, US wages, crosswalks between them.

Readers are functions from the files of a distribution to quads; ``importing`` replaces the graph of
a classification as a whole, in one new generation or not at all.
"""
