"""What running text says of a role: industry, kinds of employer, skills named, outlook.

The one room for it: every reader of text calls it, whatever its pages are made of. What is read is
decided by rules that are data, one folder a language (``languages/en/*.toml``), each rule with
examples that it must and must not read; ``tests/test_prose_rules.py`` runs them one by one.

What goes in:

- :class:`Passage`: a paragraph as text, and a function that makes the :class:`Place` of a part of it
  from two offsets in that text (from 0, end exclusive). White space may be collapsed or not.
- the language of the page as a BCP 47 tag, as ``values.language.language_of`` gives it
  (``language_of(text, stated).tag``). No rule of one language is applied to another: without rules for
  the language nothing is read, and :func:`missing_rules` makes the notice that says so.

What comes out, in the words of the page (white space collapsed), with places from the passages' own
functions; none of these raises:

- :func:`read_facts` → ``tuple[Fact, ...]``: ``Remark.INDUSTRY`` and ``Remark.EMPLOYER_KIND``.
- :func:`read_mentions` → ``tuple[SkillMention, ...]``: skills named in sentences, never ranked;
  ``place`` are the words of the skill, ``sentence`` those of its sentence. ``listed`` are the names
  of the skills that the page lists, which are no mentions.
- :func:`read_outlook` → :class:`OutlookReading`: ``outlook`` with the text of the paragraphs, trend,
  growth and period, each with its words; ``notices`` for figures that were there and not understood.
  ``title`` is the role's: growth of a role that shares no word with it is not this role's.
- :func:`read_change` → :class:`Change`: for a label or cell that is known to hold the projected change
  alone (``-14% (Decline)``, ``+12%``, ``Little or no change``).
- :func:`with_prose` → a profile with the facts and mentions of its description, for sources that hold it
  as one value.
- :func:`missing_rules` → ``tuple[Notice, ...]``: ``language-without-rules``, at most one.
"""

from rolegraph.graph.sources.prose.outlook import Change, OutlookReading, read_change, read_outlook
from rolegraph.graph.sources.prose.passages import Passage
from rolegraph.graph.sources.prose.profiles import with_prose
from rolegraph.graph.sources.prose.rules import missing_rules
from rolegraph.graph.sources.prose.statements import read_facts, read_mentions

__all__ = [
    "Change",
    "OutlookReading",
    "Passage",
    "missing_rules",
    "read_change",
    "read_facts",
    "read_mentions",
    "read_outlook",
    "with_prose",
]
