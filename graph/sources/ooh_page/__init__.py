"""The parts of a page of the US Occupational Outlook Handbook, each read by a module of its own.

``layout`` finds the sections by the ids of their headings, ``quick_facts`` the table at the top; ``pay``,
``pay_statements`` and ``pay_figures`` read the figures, ``lists`` duties, qualities, similar occupations and
codes, ``other_titles`` and ``statements`` what stays text, ``outlook`` the projection, ``about`` what the
page says of itself. What was there and not understood is told to ``notes``.
"""
