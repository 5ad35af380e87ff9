"""HTML as a tree with places: as the standard has it where pages are whole, and never lost where they are not."""

from __future__ import annotations

import html

import pytest
import turbohtml
from hypothesis import given
from hypothesis import strategies as st

from rolegraph.graph.errors import UnreadableSource
from rolegraph.graph.sources.html_input import (
    Element,
    Run,
    canonical,
    language,
    licence,
    parse_html,
    sections,
)
from rolegraph.graph.sources.html_input.building import DEPTH
from rolegraph.graph.sources.html_input.parsing import TOKENS
from rolegraph.graph.sources.html_input.recognising import html_start

PIECES = (
    "<p>", "</p>", "<p", "<ul>", "<li>", "</ul>", "<b>", "</b>", "<div class=x>", "</div>", "<table>", "<tr><td>", "</table>",
    "<h2>", "</h2>", "<br>", "<!-- x -->", "<!--", "<!", "<?pi>", "<script>", "</script>", "<title>", "</title>", "&amp;", "&#163;",
    "&notit;", "&", "<", ">", "\"", " a='", "one two", " \n ", "\r\n", "\r", "é𝄞", "&nbsp;", "<a href='x'>", "</a>",
)  # fmt: skip
pages = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
IMPLIED = {"html", "head", "body", "tbody"}


def outline(page: str) -> list[tuple[tuple[str, ...], str]]:
    """The texts of our tree, each with the tags around it."""
    return _outline([(node, ()) for node in parse_html(page).children])


def _outline(nodes: list[tuple[Element | Run, tuple[str, ...]]]) -> list[tuple[tuple[str, ...], str]]:
    found: list[tuple[tuple[str, ...], str]] = []
    for node, path in nodes:
        if isinstance(node, Run):
            found.append((path, node.words))
        else:
            inner = path if node.tag in IMPLIED else (*path, node.tag)
            found.extend(_outline([(child, inner) for child in node.children]))
    return _joined(found)


def standard_outline(page: str) -> list[tuple[tuple[str, ...], str]]:
    """The same of the tree that the standard's algorithm builds."""

    def texts(node: turbohtml.Node, path: tuple[str, ...]) -> list[tuple[tuple[str, ...], str]]:
        if isinstance(node, turbohtml.Text):
            return [(path, node.data)]
        tag = (node.tag,) if isinstance(node, turbohtml.Element) and node.tag not in IMPLIED else ()
        return [each for child in node.children for each in texts(child, (*path, *tag))]

    return _joined(texts(turbohtml.parse(page, scripting=True), ()))


def _joined(texts: list[tuple[tuple[str, ...], str]]) -> list[tuple[tuple[str, ...], str]]:
    joined: list[tuple[tuple[str, ...], str]] = []
    for path, text in texts:
        if joined and joined[-1][0] == path:
            joined[-1] = (path, joined[-1][1] + text)
        else:
            joined.append((path, text))
    return [(path, text.strip()) for path, text in joined if text.strip()]


@pytest.mark.parametrize(
    "page",
    [
        "<!doctype html><html><head><title>A &amp; B</title><body><p>one<p>two<b>bold</b>er</p>tail",
        "<ul><li>a<li>b<ul><li>c</ul><li>d</ul>",
        "<table><tr><td>a<td>b<tr><th>c</table>after",
        "<dl><dt>a<dd>b<dt>c<dd><p>d<dd>e</dl>",
        "<h2>a<h3>b</h3>c",
        "<p>a<div>b</div>c",
        "<div><span>a</div>b</span>c",
        "<p>a</ul>b</p>c</p>",
        "<script>if (a < b) '</p>'</script><style>p{}</style>x<textarea><p></textarea>",
        "<p title='a>b' title=c>x<br/>y<img src=z>w",
        "<div><ul><li>a</div>b",
        "<select><option>a<option>b</select>c",
        "<p>a<!-- <p>b --></p><?pi x?>c<![CDATA[d]]>",
    ],
)
def test_the_tree_is_that_of_the_standard(page: str) -> None:
    assert outline(page) == standard_outline(page)


@given(pages)
def test_every_character_stands_where_its_place_says(page: str) -> None:
    root = parse_html(page)
    for words in (root.text(), *root.lines()):
        for index, char in enumerate(words.text):
            place = words.place(index, index + 1)
            there = page[place.start : place.end]
            if char != " ":
                assert char == there or char in html.unescape(there)
            assert place.line == page[: place.start].replace("\r\n", "\n").replace("\r", "\n").count(
                "\n"
            ) + 1 - (page[place.start - 1 : place.start + 1] == "\r\n")


@given(pages)
def test_elements_lie_within_each_other_and_lose_no_text(page: str) -> None:
    root = parse_html(page)
    assert (root.start, root.end) == (0, len(page))
    for element in root.find_all():
        assert element.parent is not None
        assert element.parent.start <= element.start < element.opened <= element.closed <= element.end
        assert element.end <= element.parent.end
    runs = [
        node for element in (root, *root.find_all()) for node in element.children if isinstance(node, Run)
    ]
    plain = "".join(run.words for run in sorted(runs, key=lambda run: run.start))
    tokens = turbohtml.tokenize(page)
    whole = "".join(token.data or "" for token in tokens if token.type is turbohtml.TokenType.TEXT)
    assert plain.replace("\r\n", "\n").replace("\r", "\n") == whole


def test_words_are_parted_by_blocks_and_not_by_inline_tags() -> None:
    root = parse_html(
        "<p>Kiln <b>fir</b>ing &amp;\r\n  glaz<!-- x -->ing</p><p>a<br>b</p><script>no</script>"
    )
    assert root.text().text == "Kiln firing & glazing a b"
    assert [words.text for words in root.lines()] == ["Kiln firing & glazing", "a", "b"]
    words = root.text()
    assert [words.place(*span).words for span in ((5, 11), (12, 13), (14, 21))] == ["firing", "&", "glazing"]
    assert (words.place(12, 13).start, words.place(12, 13).end, words.place(14, 21).line) == (22, 27, 2)
    assert root.text(without=root.find_all("b")).text == "Kiln ing & glazing a b"


def test_places_of_nothing_are_refused() -> None:
    words = parse_html("<p>ab</p>").text()
    for start, end in ((0, 0), (1, 3), (-1, 1), (2, 2)):
        with pytest.raises(ValueError, match="no words"):
            words.place(start, end)
    assert not parse_html("<script>x</script>").text()


def test_attributes_are_asked_for() -> None:
    root = parse_html('<p CLASS="a  b" data-id=1 id=first id=second hidden>x</p><p class=ab>y</p>')
    assert [found.text().text for found in root.find_all("p", class_="b")] == ["x"]
    assert root.find(data_id="1") is root.find(id="first") is root.find(hidden=True)
    assert root.find("p", hidden=False) is root.find(class_="ab")
    assert root.find("em") is root.find(id="second") is None
    found = root.find("p")
    assert found is not None
    assert (found.value("data-id").text, found.value("data-id").place().start) == ("1", 0)
    assert not found.value("title")


def test_what_a_page_says_of_itself() -> None:
    page = '<html lang=" de "><link rel="CANONICAL nofollow" href=" https://e.org/x "><a rel=license href=/l>L</a>'
    root = parse_html(page)
    assert (language(root), canonical(root), licence(root)) == ("de", "https://e.org/x", "/l")
    empty = parse_html("<html lang=''><a rel=license>L</a>")
    assert (language(empty), canonical(empty), licence(empty)) == (None, None, None)


def test_scripts_are_reached_as_they_stand() -> None:
    page = '<script type="application/ld+json">\n{"a": "<b>&amp;"}\n</script>'
    script = parse_html(page).find("script", type="application/ld+json")
    assert script is not None
    assert script.raw() == page[script.opened : script.closed] == '\n{"a": "<b>&amp;"}\n'


def test_a_page_is_parted_at_its_headings() -> None:
    page = "x<div><h2>A <i>b</i></h2><p>one</p></div><div><p>two</p><section><h3>C</h3>three</section></div><h2></h2>"
    root = parse_html(page)
    found = [(each.level, each.title.text, each.body.text().text) for each in sections(root, "h2", "h3")]
    assert found == [(0, "", "x"), (2, "A b", "one two"), (3, "C", "three"), (2, "", "")]
    assert [each.body.text().text for each in sections(root, "h2")] == ["x", "one two C three", ""]


def test_depth_and_number_of_tags_are_bounded() -> None:
    deep = parse_html("<div>" * 1000 + "x")
    innermost = deep.find_all("div")[-1]
    depth = 0
    above = innermost.parent
    while above is not None:
        depth, above = depth + 1, above.parent
    assert depth == DEPTH
    with pytest.raises(UnreadableSource, match="more than 500,000 tags"):
        parse_html("<b>" * (TOKENS + 1))


@pytest.mark.parametrize(
    "data",
    [b"\xef\xbb\xbf <!DOCTYPE HTML>", b"<!-- a --><html lang=en>", b"<h1>x", b"<?xml version='1.0'?>\n<!doctype html>",
     "<p>x".encode("utf-16")],
)  # fmt: skip
def test_html_is_told_from_its_start(data: bytes) -> None:
    assert html_start(data) is not None


@pytest.mark.parametrize(
    "data", [b"", b"<rss>", b"<3 you", b"{}", b"Baker\n<p>", b"<?xml version='1.0'?><rdf/>", b"\xff"]
)
def test_other_things_are_no_html(data: bytes) -> None:
    assert html_start(data) is None
