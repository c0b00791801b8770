"""Where a browser may be sent after signing in: only to an address of this wiki (CWE-601)."""

_NEVER = ("/login", "/logout", "/setup", "/password", "/forgot")


def local(target: str, default: str = "/") -> str:
    r"""The target if it is a path of this wiki, else the default.

    Browsers read `//host`, `/\host` and `/<tab>/host` as other hosts (WHATWG URL, special schemes), so a
    backslash or anything unprintable refuses the whole target.
    """
    if not target.startswith("/") or target.startswith("//") or "\\" in target or not target.isprintable():
        return default
    path = target.partition("?")[0].partition("#")[0]
    return default if path.startswith(_NEVER) else target
