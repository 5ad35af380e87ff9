"""Opening files, folders, archives and standard input: what is read, and how faults are told."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from rolegraph.graph.model import Record
from rolegraph.graph.sources.inputs import Ignored, Limits, Outcome, Unreadable, walk
from rolegraph.graph.sources.opening.split import File, split
from rolegraph.graph.sources.opening.streams import Budget, guarded

PAGE = "Baker\n£20K\n/ year\n".encode()
SMALL = Limits(record_bytes=1000, unpacked_bytes=100_000, ratio=20, ratio_from=10_000, entries=20, depth=5)


def load(*paths: Path | str, limits: Limits | None = None, stdin: bytes = b"") -> list[Outcome]:
    return list(walk([str(path) for path in paths], limits=limits, stdin=io.BytesIO(stdin)))


def names(outcomes: Iterable[Outcome]) -> list[str]:
    return [outcome.name for outcome in outcomes if isinstance(outcome, Record)]


def refusals(outcomes: Iterable[Outcome]) -> list[Unreadable]:
    return [outcome for outcome in outcomes if isinstance(outcome, Unreadable)]


def codes(outcomes: Iterable[Outcome]) -> list[str]:
    return [refusal.code for refusal in refusals(outcomes)]


def write(path: Path, data: bytes = PAGE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def pages(folder: Path) -> Path:
    """A folder with three pages at two depths, a JSON Lines file and two files that are no pages."""
    write(folder / "b.txt")
    write(folder / "a" / "ä ö.txt")
    write(folder / "a" / "packed.txt.gz", gzip.compress(PAGE))
    write(folder / "lines.jsonl", b'{"n": 1}\n\n{"n": 2}\n')
    write(folder / "README.md")
    write(folder / ".git" / "config.txt")
    return folder


NAMES = ["a/packed.txt", "a/ä ö.txt", "b.txt", "lines.jsonl#1", "lines.jsonl#2"]


def zipped(folder: Path, target: Path) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder).as_posix())
    return target


def tarred(folder: Path, target: Path, mode: str) -> Path:
    with tarfile.open(target, mode) as archive:  # type: ignore[call-overload]
        archive.add(folder, ".")
    return target


# --- what is read -----------------------------------------------------------------------------


def test_a_folder_is_read_to_its_depths_in_order_of_names(tmp_path: Path) -> None:
    outcomes = load(pages(tmp_path / "in"))
    assert names(outcomes) == NAMES
    ignored = [outcome.origin for outcome in outcomes if isinstance(outcome, Ignored)]
    assert [Path(origin).name for origin in ignored] == [".git", "README.md"]
    assert refusals(outcomes) == []


@pytest.mark.parametrize(
    "make",
    [
        lambda folder, target: zipped(folder, target / "x.zip"),
        lambda folder, target: tarred(folder, target / "x.tar", "w"),
        lambda folder, target: tarred(folder, target / "x.tar.xz", "w:xz"),
        lambda folder, target: tarred(folder, target / "x.tgz", "w:gz"),
        lambda folder, target: tarred(folder, target / "x.tar.bz2", "w:bz2"),
        lambda folder, target: tarred(folder, target / "no-suffix", "w:gz"),
    ],
    ids=["zip", "tar", "tar.xz", "tgz", "tar.bz2", "by content"],
)
def test_an_archive_of_a_folder_gives_the_same_records(
    tmp_path: Path, make: Callable[[Path, Path], Path]
) -> None:
    folder = pages(tmp_path / "in")
    outcomes = load(make(folder, tmp_path))
    assert refusals(outcomes) == []
    expected = {(r.name, r.data) for r in load(folder) if isinstance(r, Record)}
    assert {(r.name, r.data) for r in outcomes if isinstance(r, Record)} == expected


@pytest.mark.parametrize(
    ("suffix", "compress"),
    [("", bytes), (".gz", gzip.compress), (".xz", lzma.compress), (".bz2", bz2.compress)],
)
def test_a_single_file_is_named_without_its_compression(
    tmp_path: Path, suffix: str, compress: Callable[[bytes], bytes]
) -> None:
    (record,) = load(write(tmp_path / f"page.txt{suffix}", compress(PAGE)))
    assert isinstance(record, Record)
    assert (record.name, record.data) == ("page.txt", PAGE)


def test_a_named_file_is_read_whatever_its_suffix(tmp_path: Path) -> None:
    assert names(load(write(tmp_path / "page"))) == ["page"]


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress])
def test_standard_input_is_read_packed_or_not(pack: Callable[[bytes], bytes]) -> None:
    (record,) = load("-", stdin=pack(PAGE))
    assert isinstance(record, Record)
    assert (record.name, record.origin, record.data) == ("stdin", "standard input", PAGE)


def test_an_archive_on_standard_input_is_read(tmp_path: Path) -> None:
    archive = zipped(pages(tmp_path / "in"), tmp_path / "x.zip")
    assert sorted(names(load("-", stdin=archive.read_bytes()))) == sorted(NAMES)


def test_an_archive_inside_a_folder_is_part_of_the_names(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    zipped(pages(tmp_path / "other"), write(folder / "sub" / "x.zip"))
    assert "sub/x.zip/b.txt" in names(load(folder))


def test_names_are_composed_unicode(tmp_path: Path) -> None:
    assert names(load(write(tmp_path / "in" / "a\u0308.txt").parent)) == ["ä.txt"]


def test_a_name_with_control_characters_or_foreign_bytes_stays_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write(folder / "a\nb.txt")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xe9.txt")).write_bytes(PAGE)
    assert names(load(folder)) == ["a\\nb.txt", "\\xe9.txt"]


def test_several_paths_are_read_each_by_itself(tmp_path: Path) -> None:
    outcomes = load(tmp_path / "gone.txt", write(tmp_path / "a.txt"), pages(tmp_path / "in"))
    assert names(outcomes) == ["a.txt", *NAMES]
    assert codes(outcomes) == ["missing"]


# --- JSON Lines and arrays --------------------------------------------------------------------


def test_json_lines_are_recognised_by_content(tmp_path: Path) -> None:
    path = write(tmp_path / "x.json", b'\xef\xbb\xbf\n{"a": 1}\n\n{"b": 2}\n{"broken\n')
    outcomes = load(path)
    assert names(outcomes) == ["x.json#1", "x.json#2", "x.json#3"]
    assert [r.data for r in outcomes if isinstance(r, Record)] == [b'{"a": 1}', b'{"b": 2}', b'{"broken']


@pytest.mark.parametrize(
    "text", ['{"a": 1}', '\n{"a": 1}\n\n', '{"a":\n1}\n', "{} of braces\n{}\n", "[1, 2]"]
)
def test_one_document_is_one_record(tmp_path: Path, text: str) -> None:
    (record,) = load(write(tmp_path / "x.json", text.encode()))
    assert isinstance(record, Record)
    assert (record.name, record.data) == ("x.json", text.encode())


def test_a_single_line_of_a_lines_file_is_numbered(tmp_path: Path) -> None:
    assert names(load(write(tmp_path / "x.ndjson", b'{"a": 1}'))) == ["x.ndjson#1"]


@pytest.mark.parametrize("indent", [None, 1])
def test_an_array_of_objects_is_its_elements(tmp_path: Path, indent: int | None) -> None:
    values = [{"a": '], "[\\', "b": [1, {"c": {}}]}, {}, {"d": "€" * 30_000}]
    path = write(tmp_path / "x.json", json.dumps(values, indent=indent, ensure_ascii=False).encode())
    outcomes = load(path)
    assert names(outcomes) == ["x.json#1", "x.json#2", "x.json#3"]
    assert [json.loads(r.data) for r in outcomes if isinstance(r, Record)] == values


@pytest.mark.parametrize(
    ("text", "code", "read"),
    [
        ('[{"a": 1}, {"b": 2', "truncated", 1),
        ('[{"a": 1}, {"b": 2}] more', "json-syntax", 2),
        ('[{"a": 1},, {"b": 2}]', "json-syntax", 1),
        ('[{"a": 1}, ]', "json-syntax", 1),
        ('[{"a": "' + "x" * 2000 + '"}, {"b": 2}]', "too-large", 1),
    ],
)
def test_a_broken_array_gives_what_was_complete(tmp_path: Path, text: str, code: str, read: int) -> None:
    outcomes = load(write(tmp_path / "x.json", text.encode()), limits=SMALL)
    assert codes(outcomes) == [code]
    assert len(names(outcomes)) == read


def test_a_line_that_is_too_long_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "x.jsonl", b'{"a": 1}\n{"a": "' + b"x" * 200_000 + b'"}\n{"a": 3}\n')
    outcomes = load(path, limits=SMALL)
    assert names(outcomes) == ["x.jsonl#1", "x.jsonl#3"]
    (refusal,) = refusals(outcomes)
    assert (refusal.code, refusal.origin) == ("too-large", f"{path}#2")


def test_json_lines_larger_than_a_record_are_streamed(tmp_path: Path) -> None:
    lines = b"".join(b'{"n": %d}\n' % n for n in range(5000))
    path = write(tmp_path / "x.json.xz", lzma.compress(lines))
    limits = Limits(record_bytes=1000)
    assert len(names(load(path, limits=limits))) == 5000


def test_json_lines_in_utf_16_are_refused_with_the_remedy(tmp_path: Path) -> None:
    path = write(tmp_path / "x.jsonl", '{"a": 1}\n{"a": 2}\n'.encode("utf-16"))
    (refusal,) = refusals(load(path))
    assert refusal.code == "encoding"
    assert "iconv" in refusal.message


# --- what can't be read -----------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b" \n\n", b"\xef\xbb\xbf\n"])
def test_an_empty_file_is_refused(tmp_path: Path, data: bytes) -> None:
    (refusal,) = refusals(load(write(tmp_path / "x.txt", data)))
    assert refusal.code == "empty"


def test_a_large_text_is_refused_from_its_size_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.write(b"Baker\n")
        file.truncate(200 << 20)
    outcomes = load(path, write(tmp_path / "b.txt"))
    (refusal,) = refusals(outcomes)
    assert refusal.code == "too-large"
    assert "200 MiB" in refusal.message
    assert "8 MiB" in refusal.message
    assert names(outcomes) == ["b.txt"]
    with path.open("rb") as raw:
        stream = guarded(raw, Budget(Limits()))
        list(split(File("huge.txt", "huge.txt", stream, 200 << 20, Limits())))
        assert raw.tell() < 1 << 20


@pytest.mark.parametrize("suffix", [".gz", ".xz"])
def test_a_packed_text_that_goes_on_is_refused(tmp_path: Path, suffix: str) -> None:
    pack = gzip.compress if suffix == ".gz" else lzma.compress
    path = write(tmp_path / f"x.txt{suffix}", pack(os.urandom(5000).hex().encode()))
    assert codes(load(path, limits=SMALL)) == ["too-large"]


def test_missing_paths_pipes_and_dangling_links_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write(folder / "a.txt")
    os.mkfifo(folder / "pipe.txt")
    (folder / "dangling.txt").symlink_to("nowhere")
    outcomes = load(folder, folder / "gone.txt", folder / "a.txt" / "x")
    assert sorted(codes(outcomes)) == ["link-dangling", "missing", "missing", "not-a-file"]
    assert names(outcomes) == ["a.txt"]
    for refusal in refusals(outcomes):
        assert refusal.message.startswith(refusal.origin)
        assert "\n" not in refusal.message


@contextmanager
def without_privilege() -> Iterator[None]:
    """Root may read everything: be nobody for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_file_without_the_right_to_read_is_refused() -> None:
    with TemporaryDirectory() as folder:  # pytest's own folders are closed to others
        Path(folder).chmod(0o755)
        write(Path(folder) / "a.txt").chmod(0)
        write(Path(folder) / "b.txt")
        with without_privilege():
            outcomes = load(Path(folder))
    assert codes(outcomes) == ["permission"]
    assert names(outcomes) == ["b.txt"]


def test_link_loops_are_told_and_the_rest_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write(folder / "a" / "a.txt")
    (folder / "a" / "up").symlink_to("..")
    (folder / "above").symlink_to(tmp_path)
    (folder / "x").symlink_to("y")
    (folder / "y").symlink_to("x")
    outcomes = load(folder)
    assert names(outcomes) == ["a/a.txt"]
    assert codes(outcomes) == ["link-loop"] * 4
    assert {Path(refusal.origin).name for refusal in refusals(outcomes)} == {"up", "above", "x", "y"}


def test_a_linked_folder_is_read_once_under_its_real_name(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write(folder / "z" / "a.txt")
    write(tmp_path / "outside" / "b.txt")
    (folder / "a").symlink_to("z")
    (folder / "b").symlink_to(tmp_path / "outside")
    outcomes = load(folder)
    assert names(outcomes) == ["z/a.txt", "b/b.txt"]
    assert [o.origin for o in outcomes if isinstance(o, Ignored)] == [str(folder / "a")]
    assert refusals(outcomes) == []


def test_folders_too_deep_are_refused(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.txt")
    write(tmp_path / "in" / "1/2/3/4/5/6/b.txt")
    outcomes = load(tmp_path / "in", limits=SMALL)
    assert (names(outcomes), codes(outcomes)) == (["a.txt"], ["too-deep"])


@pytest.mark.parametrize("content", ["nothing", "no page"])
def test_a_folder_without_pages_is_refused(tmp_path: Path, content: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    if content == "no page":
        write(folder / "README.md")
    (refusal,) = refusals(load(folder))
    assert refusal.code == "folder-empty"
    assert str(folder) in refusal.message
    assert ".jsonl" in refusal.message


def test_an_archive_without_pages_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "in" / "README.md")
    assert codes(load(zipped(tmp_path / "in", tmp_path / "x.zip"))) == ["archive-empty"]


# --- damaged and hostile archives -------------------------------------------------------------


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, bz2.compress])
def test_a_truncated_stream_gives_its_complete_lines(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    suffix = {gzip.compress: ".gz", lzma.compress: ".xz", bz2.compress: ".bz2"}[pack]
    lines = b"".join(b'{"n": "%s"}\n' % os.urandom(300).hex().encode() for _ in range(4000))
    data = pack(lines)
    outcomes = load(
        write(tmp_path / f"x.jsonl{suffix}", data[: len(data) * 2 // 3]), write(tmp_path / "b.txt")
    )
    read = [r.data for r in outcomes if isinstance(r, Record)]
    assert codes(outcomes) == ["truncated"]
    assert read[:-1] == lines.splitlines()[: len(read) - 1]
    assert 1 < len(read) < 4001
    assert read[-1] == PAGE


def test_a_truncated_page_is_not_read_at_all(tmp_path: Path) -> None:
    outcomes = load(write(tmp_path / "x.txt.gz", gzip.compress(PAGE)[:-9]))
    assert (names(outcomes), codes(outcomes)) == ([], ["truncated"])


@pytest.mark.parametrize("suffix", [".gz", ".xz", ".bz2", ".zip", ".tar"])
def test_what_is_not_packed_as_its_suffix_says_is_refused(tmp_path: Path, suffix: str) -> None:
    (refusal,) = refusals(load(write(tmp_path / f"x{suffix}", b"no archive at all " * 100)))
    assert refusal.code == "corrupt"


def test_a_wrong_checksum_is_noticed(tmp_path: Path) -> None:
    data = bytearray(gzip.compress(PAGE))
    data[-8] ^= 1
    outcomes = load(write(tmp_path / "x.txt.gz", bytes(data)))
    assert (names(outcomes), codes(outcomes)) == ([], ["corrupt"])


def test_a_truncated_tar_gives_what_stands_before(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        write(tmp_path / "in" / f"{name}.txt", os.urandom(3000).hex().encode())
    path = tarred(tmp_path / "in", tmp_path / "x.tar", "w")
    with tarfile.open(path) as archive:
        second = archive.getmember("./b.txt").offset_data
    for length in (second - 512, second - 100, second, second + 1000, second + 6144):
        outcomes = load(write(tmp_path / "cut.tar", path.read_bytes()[:length]))
        assert codes(outcomes)[-1:] == ["truncated"]
        assert names(outcomes) == (["a.txt", "b.txt"] if length == second + 6144 else ["a.txt"])


def test_a_truncated_zip_is_refused(tmp_path: Path) -> None:
    whole = zipped(pages(tmp_path / "in"), tmp_path / "x.zip").read_bytes()
    outcomes = load(write(tmp_path / "cut.zip", whole[:-200]), write(tmp_path / "b.txt"))
    assert (names(outcomes), codes(outcomes)) == (["b.txt"], ["corrupt"])


def test_a_damaged_member_of_a_zip_does_not_stop_the_others(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", b"a page that is spoiled")
        archive.writestr("b.txt", PAGE)
    path.write_bytes(path.read_bytes().replace(b"a page that", b"a PAGE that"))
    outcomes = load(path)
    assert (names(outcomes), codes(outcomes)) == (["b.txt"], ["corrupt"])
    assert refusals(outcomes)[0].origin == f"{path}/a.txt"


def test_an_encrypted_member_of_a_zip_does_not_stop_the_others(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", PAGE)
        archive.writestr("b.txt", PAGE)
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    outcomes = load(write(path, bytes(data)))
    assert (names(outcomes), codes(outcomes)) == (["b.txt"], ["encrypted"])


def test_a_zip_bomb_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", PAGE)
        archive.writestr("bomb.jsonl", b'{"a": 1}\n' * 100_000)
        archive.writestr("c.txt", PAGE)
    outcomes = load(path, write(tmp_path / "d.txt"), limits=SMALL)
    assert names(outcomes) == ["a.txt", "c.txt", "d.txt"]
    (refusal,) = refusals(outcomes)
    assert (refusal.code, refusal.origin) == ("bomb", f"{path}/bomb.jsonl")


@pytest.mark.parametrize("layers", [1, 2])
def test_a_compression_bomb_is_stopped(tmp_path: Path, layers: int) -> None:
    data = b'{"a": 1}\n' * 1_000_000
    for _ in range(layers):
        data = gzip.compress(data)
    outcomes = load(write(tmp_path / f"x.jsonl{'.gz' * layers}", data), limits=SMALL)
    assert codes(outcomes) == ["bomb"]
    assert len(names(outcomes)) < 20_000


def test_many_members_together_may_not_unpack_to_too_much(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(15):
            archive.writestr(f"{number:02}.jsonl", b'{"a": 1}\n' * 1000)
    outcomes = load(path, limits=SMALL)
    assert len(names(outcomes)) == 11_000
    assert set(codes(outcomes)) == {"bomb"}


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(25):
            archive.writestr(f"{number:02}.txt", PAGE)
    outcomes = load(path, limits=SMALL)
    assert (len(names(outcomes)), codes(outcomes)) == (20, ["too-many-entries"])


def test_archives_inside_each_other_are_read_to_a_limit(tmp_path: Path) -> None:
    data, name = PAGE, "a.txt"
    for depth in range(6):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr(name, data)
        data, name = buffer.getvalue(), f"{depth}.zip"
        outcomes = load(write(tmp_path / "x.zip", data))
        assert codes(outcomes) == ([] if depth < 4 else ["too-deep"])


def test_a_tar_header_of_many_bytes_is_not_read_into_memory(tmp_path: Path) -> None:
    path = tmp_path / "x.tar.gz"
    with tarfile.open(path, "w:gz", format=tarfile.GNU_FORMAT) as archive:
        archive.addfile(tarfile.TarInfo("a.txt"))
        archive.addfile(tarfile.TarInfo("x" * (5 << 20) + ".txt"))
    assert codes(load(path))[-1] == "corrupt"


def test_links_and_paths_that_climb_out_of_an_archive_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "x.tar"
    with tarfile.open(path, "w") as archive:
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        page = tarfile.TarInfo("../../up/./a.txt")
        page.size = len(PAGE)
        archive.addfile(page, io.BytesIO(PAGE))
    outcomes = load(path)
    assert names(outcomes) == ["up/a.txt"]
    assert [o.origin for o in outcomes if isinstance(o, Ignored)] == [f"{path}/link.txt"]


def test_a_consumer_may_stop_early(tmp_path: Path) -> None:
    outcomes = walk([str(tarred(pages(tmp_path / "in"), tmp_path / "x.tar.xz", "w:xz"))])
    assert isinstance(next(outcomes), Record | Ignored)
    outcomes.close()  # type: ignore[attr-defined]


def test_the_shared_data_can_be_opened(shared_data: Path) -> None:
    outcomes = load(shared_data / "ncs-job-profiles", shared_data / "seed-pages")
    assert len(names(outcomes)) == 411
    assert refusals(outcomes) == []


def test_a_store_inside_the_folder_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    for name in ("generations", "reports"):
        (tmp_path / "rolegraph-store" / name).mkdir(parents=True)
    for name in ("store.json", "lock", "reports/last-load.json"):
        write(tmp_path / "rolegraph-store" / name)
    outcomes = load(tmp_path)
    assert names(outcomes) == ["a.txt"]
    assert [o.reason for o in outcomes if isinstance(o, Ignored)] == ["it is a rolegraph store"]
