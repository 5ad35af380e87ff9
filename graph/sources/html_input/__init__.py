"""HTML pages as a tree that knows where each of its words stands.

``parse_html(text)`` gives the ``Element`` of the whole document; ``find`` and ``find_all`` look below an
element, ``text()`` gives its ``Words`` with single spaces, ``lines()`` one ``Words`` a block, and
``Words.place(start, end)`` the ``Place`` of any part of them: ``start`` and ``end`` are character offsets in
the decoded page (its own markup and references counted), ``words`` what a person reads there, with
references decoded and markup left out. ``sections(root, "h2", "h3")`` parts a page at its headings. Scripts
and styles are no text; ``Element.raw()`` gives their content as it stands.

The tokens are those of the HTML standard (WHATWG, 13.2.5), read by turbohtml, which gives line and column of
each. The tree is built by the few rules of ``building``, not by the whole of 13.2.6: that would move content
(13.2.6.1, foster parenting) away from where it stands. Damaged HTML gives a tree, never an error. Time and
memory grow with the length of the page, whatever it holds.
"""

from rolegraph.graph.sources.html_input.head import canonical, language, licence
from rolegraph.graph.sources.html_input.parsing import parse_html
from rolegraph.graph.sources.html_input.sections import Section, sections
from rolegraph.graph.sources.html_input.tree import Element
from rolegraph.graph.sources.html_input.words import Run, Words

__all__ = ["Element", "Run", "Section", "Words", "canonical", "language", "licence", "parse_html", "sections"]
