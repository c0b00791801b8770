"""Languages a code block may name, by the names of Pygments.

A list of our own and not all of Pygments: it bounds what a page can make the server run, and the class names
it can carry. A block in another language is shown without colours.
"""

HIGHLIGHTED = frozenset(
    """
    apacheconf asm awk bash bat batch c c# c++ clojure cmake cpp cs csharp css csv diff django docker
    dockerfile elixir erlang fortran go golang graphql groovy haskell hcl html http ini java javascript
    jinja jinja2 js json json5 jsx kotlin latex less lua make makefile markdown matlab md nginx nix objc
    objective-c ocaml pascal perl php postgres postgresql powershell prolog properties protobuf ps1 py
    python python3 pycon r rb rs rst ruby rust sass scala scheme scss sh shell sql sqlite3 swift systemd
    tcl terraform tex toml ts tsx typescript udiff vb.net vim xml yaml yml zig zsh console shell-session
    """.split()  # noqa: SIM905  a list of words is read as words
)
PLAIN = frozenset({"mermaid", "math", "text", "txt", "plain", "plaintext", "output"})
"""Known, but without colours: for the scripts of the page, or really plain."""

LANGUAGES = HIGHLIGHTED | PLAIN
