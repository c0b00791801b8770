from hypothesis import given, settings
from text_strategies import texts, versions

from wiki.alignment import is_word, lines, words
from wiki.merge import Agreed, Choice, Conflicts, Disputed, Merged, resolve, three_way


def all_texts(outcome):
    if isinstance(outcome, Merged):
        return outcome.text
    return "\n".join(
        passage.text if isinstance(passage, Agreed) else f"{passage.theirs}\n{passage.mine}"
        for passage in outcome.passages
    )


def swapped(passage):
    return passage if isinstance(passage, Agreed) else Disputed(passage.base, passage.mine, passage.theirs)


def tokens(text):
    return {word for word in words(text) if is_word(word)}


def contents(text):
    return sorted(line.rstrip("\r\n") for line in lines(text))


def written(text):
    """Without blank lines: one may be needed between two added paragraphs in one order only."""
    return [line for line in contents(text) if line]


@given(texts(), texts())
def test_a_side_that_changed_nothing_yields_to_the_other_one_byte_by_byte(base, other):
    assert three_way(base, base, other).text == other
    assert three_way(base, other, base).text == other
    assert three_way(base, other, other).text == other


@settings(max_examples=150)
@given(versions())
def test_each_word_that_a_side_added_is_merged_or_disputed(case):
    base, theirs, mine = case

    outcome = three_way(base, theirs, mine)

    assert (tokens(theirs) | tokens(mine)) - tokens(base) <= tokens(all_texts(outcome))


@given(texts(), texts(), texts())
def test_no_word_is_lost_between_unrelated_texts(base, theirs, mine):
    outcome = three_way(base, theirs, mine)

    assert (tokens(theirs) | tokens(mine)) - tokens(base) <= tokens(all_texts(outcome))


@settings(max_examples=150)
@given(versions())
def test_a_line_that_all_three_have_once_stays(case):
    base, theirs, mine = map(contents, case)
    kept = {line for line in base if line and all(text.count(line) == 1 for text in (base, theirs, mine))}

    merged = all_texts(three_way(*case))

    assert kept <= set(contents(merged))


@settings(max_examples=150)
@given(versions())
def test_the_sides_can_change_places(case):
    base, theirs, mine = case

    outcome, mirrored = three_way(base, theirs, mine), three_way(base, mine, theirs)

    assert type(outcome) is type(mirrored)
    if isinstance(outcome, Conflicts):
        assert outcome.disputed == tuple(map(swapped, mirrored.disputed))
    else:
        assert written(outcome.text) == written(mirrored.text)
        assert (outcome.from_theirs, outcome.from_mine) == (mirrored.from_mine, mirrored.from_theirs)


@settings(max_examples=150)
@given(versions())
def test_disputed_passages_are_passages_of_the_three_texts(case):
    outcome = three_way(*case)

    for disputed in outcome.disputed if isinstance(outcome, Conflicts) else ():
        assert disputed.base in case[0]
        assert disputed.theirs in case[1]
        assert disputed.mine in case[2]
        assert disputed.theirs != disputed.mine


@settings(max_examples=150)
@given(versions())
def test_taking_both_everywhere_keeps_each_added_word_of_both(case):
    base, theirs, mine = case
    outcome = three_way(base, theirs, mine)
    passages = outcome.passages if isinstance(outcome, Conflicts) else (Agreed(outcome.text),)

    text = resolve(passages, [Choice.BOTH] * sum(isinstance(passage, Disputed) for passage in passages))

    assert (tokens(theirs) | tokens(mine)) - tokens(base) <= tokens(text)


@settings(max_examples=150)
@given(versions())
def test_a_dispute_over_the_whole_base_carries_both_texts_whole(case):
    base, theirs, mine = case

    outcome = three_way(*case)

    if isinstance(outcome, Conflicts) and [getattr(passage, "base", "") for passage in outcome.passages] == [
        base
    ]:
        assert resolve(outcome.passages, [Choice.MINE]) == mine
        assert resolve(outcome.passages, [Choice.THEIRS]) == theirs


@given(versions(), texts(), texts())
def test_lines_appended_by_both_are_kept_without_a_question(case, theirs_added, mine_added):
    # given: fences would swallow what follows, see ADR 0007
    base = "Protokoll\n" + case[0].replace("```", "").replace("---", "")
    theirs_added, mine_added = (text.replace("`", "").replace("~", "") for text in (theirs_added, mine_added))

    outcome = three_way(base, base + theirs_added, base + mine_added)

    assert isinstance(outcome, Merged)
    assert outcome.text.startswith(base)
    assert {*written(theirs_added), *written(mine_added)} <= {*written(outcome.text)}
