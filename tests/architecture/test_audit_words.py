"""Whatever the wiki records has words: the action a sentence, each fact a name, also for what comes later."""

import ast

from sources import calls, trees

from wiki.admin import audit_facts, audit_words

CHANGE = {"before", "after"}


def recorded() -> list[tuple[str, ast.Call]]:
    """Every call of `audit.record`, with its file."""
    return [
        (path, call)
        for path, tree in trees().items()
        for called, call in calls(tree)
        if called == "record" and ast.unparse(call.func) == "audit.record"
    ]


def actions_of(call: ast.Call) -> set[str]:
    """The actions that a call may record; one that is put together stands for all that begin so."""
    named = call.args[2]
    texts = [
        one.value for one in ast.walk(named) if isinstance(one, ast.Constant) and isinstance(one.value, str)
    ]
    if isinstance(named, ast.JoinedStr):
        return {one for one in audit_words.ACTIONS if one.startswith(texts[0])} or {texts[0]}
    return {one for one in texts if "." in one}


def test_every_recorded_action_has_its_words() -> None:
    found = recorded()
    assert len(found) > 25

    wordless = {
        f"{path}: {action}"
        for path, call in found
        for action in actions_of(call)
        if action not in audit_words.ACTIONS and action != "audit.cut"
    }

    assert not wordless, "add these actions to ACTIONS in wiki/admin/audit_words.py"
    assert not [ast.unparse(call.args[2]) for _, call in found if len(call.args) != 4]


def test_every_recorded_fact_has_its_words() -> None:
    wordless = {
        f"{path}: {fact.arg}"
        for path, call in recorded()
        for fact in call.keywords
        if fact.arg and fact.arg not in audit_facts.FACTS and fact.arg not in CHANGE | audit_facts.SILENT
    }

    assert not wordless, "add these facts to FACTS in wiki/admin/audit_facts.py"
