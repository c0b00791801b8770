"""Each line comes from the revision that wrote it last."""

import subprocess

from hypothesis import given, settings
from hypothesis import strategies as st

from wiki import blame

texts = st.lists(st.lists(st.sampled_from(["a", "b", "c", "d", ""]), max_size=8), min_size=1, max_size=6)


def of(*bodies, work=blame.WORK):
    numbered = list(enumerate(bodies, 1))
    return blame.attribute(reversed(numbered), work)


def test_each_line_names_the_revision_that_wrote_it():
    found = of("one\ntwo\nthree\n", "one\n2\nthree\n", "zero\none\n2\nthree\nfour")

    assert found.numbers == (3, 1, 2, 1, 3)
    assert found.reached == 1


def test_other_line_ends_and_an_end_added_at_last_change_no_line():
    assert of("a\r\nb", "a\nb\n", "a\rb\rc\r").numbers == (1, 1, 3)
    assert of("", "a\n").numbers == (2,)
    assert of("a\n", "").numbers == ()
    assert of().numbers == ()


def test_a_line_that_went_and_came_back_is_the_later_ones():
    assert of("a\nb\nc\n", "a\nc\n", "a\nb\nc\n").numbers == (1, 3, 1)


def test_only_as_many_revisions_are_read_as_are_needed():
    read = []

    def walk():
        for number in range(100, 0, -1):
            read.append(number)
            yield number, "same\n" * 3 if number < 90 else f"new {number}\n"

    assert blame.attribute(walk()).numbers == (100,)
    assert read == [100, 99]


def test_the_work_is_bounded_and_older_lines_say_so():
    bodies = ["".join(f"line {line}\n" for line in range(500)) + f"state {number}\n" for number in range(400)]

    found = of(*bodies, work=50_000)

    assert found.numbers[-1] == 400
    assert set(found.numbers[:-1]) == {None}
    assert 250 < found.reached < 350


@settings(max_examples=50)
@given(texts)
def test_a_line_stands_in_the_revision_that_it_names(bodies):
    found = of(*("".join(f"{line}\n" for line in body) for body in bodies))

    assert len(found.numbers) == len(bodies[-1])
    for line, number in zip(bodies[-1], found.numbers, strict=True):
        assert number is not None
        assert line in bodies[number - 1]


def test_the_lines_of_a_real_wiki_are_those_that_git_names(samples, tmp_path):
    """Blank lines may be paired otherwise, and git begins anew where a page was deleted and brought back."""
    from wiki.transfer import git_lines, git_repository

    bundle = samples / "wiki-freifunk-bremen/history.bundle"
    subprocess.run(["git", "clone", "-q", "--bare", str(bundle), str(tmp_path / "r")], check=True)
    with git_repository.opened(bundle) as repository:
        pasts = git_lines.of_commits(repository.commits())
        for path in ("Dienste/Home.md", "Anleitungen/Firmware/Flashen.md", "Infrastruktur/Server.md"):
            steps = pasts.alive[path].steps
            bodies = [repository.content(step.blob, 10**7).decode("utf-8", "replace") for step in steps]
            mine = [steps[number - 1].commit.id for number in of(*bodies).numbers]
            words = ["blame", "--first-parent", "-s", "-l", "--root", "HEAD", "--", path]
            told = subprocess.run(["git", "-C", str(tmp_path / "r"), *words], capture_output=True, check=True)
            gits = [line.split()[0].decode() for line in told.stdout.splitlines()]
            assert sum(map(str.__eq__, mine, gits)) >= 0.95 * len(gits), path
