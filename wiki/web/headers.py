"""Headers of every answer."""

from flask import Flask, Response, request

from wiki.settings import Settings

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "object-src 'none'; require-trusted-types-for 'script'; trusted-types werkbuch"
)
FILE_POLICY = "default-src 'none'; sandbox"
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    "X-Robots-Tag": "noindex, nofollow",
}


def install(app: Flask, settings: Settings) -> None:
    """Every answer carries the headers; one that sets its own policy or caching keeps it."""
    fixed = list(_ALWAYS.items())
    if settings.cookie_secure:
        fixed.append(("Cross-Origin-Opener-Policy", "same-origin"))  # browsers heed and want it on https only
        fixed.append(("Strict-Transport-Security", "max-age=63072000; includeSubDomains"))
    without_referrer = [one for one in fixed if one[0] != "Referrer-Policy"]

    @app.after_request
    def add(response: Response) -> Response:
        headers = response.headers
        headers.extend(fixed if "Referrer-Policy" not in headers else without_referrer)
        if "Content-Security-Policy" not in headers:
            headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        if "Cache-Control" not in headers and request.endpoint != "static":
            headers["Cache-Control"] = "private, no-cache"
            headers["Vary"] = "Cookie, Accept-Language"
        return response
