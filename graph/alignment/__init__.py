"""Roles and skills of pages matched to classifications: score, evidence and a decision for each link.

``normal`` → ``index`` and ``texts`` (what a scheme's concepts are called and what is said of them) →
``suggest`` (candidates with evidence and score) → ``decide`` (relation, one-to-one) → ``records`` (quads).
Those are pure; ``reading`` reads a store, ``align``, ``review`` and ``merge`` write through a child.
"""
