"""Makes `../chromium.html` from `article.html`: what Chromium puts on the clipboard when all of the page is copied.

Needs Debian's `chromium` and the project's development dependencies (Playwright).
"""

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parent
LISTEN = """document.addEventListener("paste", (event) => {
    window.pasted = event.clipboardData.getData("text/html");
})"""


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page(offline=True)
        page.goto((HERE / "article.html").as_uri())
        page.keyboard.press("Control+a")
        page.keyboard.press("Control+c")
        other = browser.new_page()
        other.set_content("<textarea autofocus></textarea>")
        other.evaluate(LISTEN)
        other.locator("textarea").focus()
        other.keyboard.press("Control+v")
        other.wait_for_function("window.pasted")
        (FOLDER / "chromium.html").write_text(other.evaluate("window.pasted") + "\n", "utf-8")
        browser.close()


if __name__ == "__main__":
    main()
