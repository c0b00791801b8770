"""Reads the settings that are addresses. Each returns the checked text; its ValueError says what is allowed."""

import os
import re
import stat
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, urlsplit


def database_url(text: str) -> str:
    """Name the driver and make a SQLite path absolute. Memory is refused: processes share the database."""
    scheme, separator, rest = text.partition("://")
    if separator and scheme in {"postgres", "postgresql", "postgresql+psycopg"} and rest.strip("/"):
        return f"postgresql+psycopg://{rest}"
    if scheme == "sqlite" and re.fullmatch(r"/[^?#:]+[^?#:/]", rest):
        return f"sqlite:///{Path(rest[1:]).expanduser().resolve()}"
    raise ValueError("sqlite:///PATH (a file) or postgresql+psycopg://USER:PASSWORD@HOST/NAME")


def base_url(text: str) -> str:
    """Scheme and host in lower case, without a slash at the end."""
    allowed = "an address such as https://wiki.example.org, without a path"
    parts = _split_url(text.rstrip("/"), allowed)
    has_more = parts.path or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in {"http", "https"} or has_more:
        raise ValueError(allowed)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def mail_url(text: str) -> str:
    """A mail server; the password may be left to a file."""
    allowed = "smtp://, smtp+starttls:// or smtps:// with [USER:PASSWORD@]HOST[:PORT]"
    parts = _split_url(text, allowed)
    if parts.scheme not in {"smtp", "smtp+starttls", "smtps"} or parts.path.strip("/"):
        raise ValueError(allowed)
    return text


def _split_url(text: str, allowed: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        has_host = bool(parts.hostname) and parts.port != 0  # reading the port checks it
    except ValueError:
        raise ValueError(allowed) from None
    if not has_host or not text.isprintable() or " " in text:
        raise ValueError(allowed)
    return parts


def mail_address(text: str) -> str:
    """An address with or without a name."""
    name, address = parseaddr(text)
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", address) or not text.isprintable():
        raise ValueError("an address such as wiki@example.org or Wiki <wiki@example.org>")
    return f"{name} <{address}>" if name else address


def secret_file(text: str) -> Path:
    """A file that can be read, and not by everybody; a group may (a service's secrets are root:werkbuch 0640)."""
    path = Path(text).expanduser().resolve()
    if not path.is_file() or not os.access(path, os.R_OK):
        raise ValueError("a file that the wiki can read")
    if path.stat().st_mode & stat.S_IRWXO:
        raise ValueError(f"a file that not everybody can read: chmod o= {path}")
    return path
