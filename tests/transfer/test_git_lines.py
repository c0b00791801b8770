"""Pages are followed through the commits of a repository."""

from wiki.transfer import git_lines
from wiki.transfer.git_repository import Commit, Touch


def line_of(*commits):
    made = (
        Commit(f"{number:040x}", "A", "a@b", number, "", tuple(touches))
        for number, touches in enumerate(commits)
    )
    return git_lines.of_commits(made)


def steps(pasts, path):
    return [(step.commit.time, step.path, step.blob) for step in pasts.alive[path].steps]


def test_two_pages_that_swap_their_names_keep_their_pasts():
    pasts = line_of(
        [Touch("A", "a.md", "1", ""), Touch("A", "b.md", "2", "")],
        [Touch("R", "b.md", "1", "1", "a.md"), Touch("R", "a.md", "2", "2", "b.md")],
    )

    assert steps(pasts, "a.md") == [(0, "b.md", "2"), (1, "a.md", "2")]
    assert pasts.alive["b.md"].former_paths == ["a.md"]


def test_a_page_made_again_goes_on_and_one_renamed_to_no_page_is_gone():
    pasts = line_of(
        [Touch("A", "a.md", "1", ""), Touch("A", "b.md", "2", ""), Touch("A", "c.txt", "3", "")],
        [Touch("D", "a.md", "0", "1"), Touch("R", "b.txt", "2", "2", "b.md")],
        [Touch("A", "a.md", "4", ""), Touch("R", "c.md", "3", "3", "c.txt")],
        [Touch("M", "a.md", "4", "4"), Touch("A", "link.md", "5", "", is_file=False)],
    )

    assert steps(pasts, "a.md") == [(0, "a.md", "1"), (2, "a.md", "4")]
    assert steps(pasts, "c.md") == [(2, "c.md", "3")]
    assert [line.path for line in pasts.lines if line.is_deleted] == ["b.md"]
    assert (pasts.commits, pasts.steps, set(pasts.alive)) == (4, 4, {"a.md", "c.md"})


def test_a_line_says_what_came_behind_a_commit_and_keeps_its_key():
    first = [[Touch("A", "a.md", "1", "")], [Touch("M", "a.md", "2", "1")]]
    short, long = line_of(*first), line_of(*first, [Touch("M", "a.md", "3", "2")])

    line = long.alive["a.md"]

    assert line.key == short.alive["a.md"].key
    assert [step.blob for step in line.behind(f"{1:040x}")] == ["3"]
    assert line.behind("f" * 40) is None
