"""Makes `../writer.html` and `../calc.html` from the documents beside this file: what LibreOffice itself puts on the clipboard.

Needs Debian's `libreoffice-writer`, `libreoffice-calc` (whose windows the packages `-nogui` lack) and `python3-uno`;
run by /usr/bin/python3. The whole document is selected and asked for what a copy would offer (XTransferableSupplier), so
no screen is needed.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path
from time import sleep

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.datatransfer import DataFlavor

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parent
PIPE = "werkbuch-clipboards"
SOURCES = {"writer.fodt": "odt", "calc.fods": "ods"}


def connected():
    """The running office, as soon as it answers."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(120):
        try:
            return resolver.resolve(f"uno:pipe,name={PIPE};urp;StarOffice.ComponentContext")
        except NoConnectException:
            sleep(0.5)
    raise TimeoutError


def copied(context, source: Path) -> str:
    """The HTML of all of the document, as a copy offers it."""
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    dispatcher = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.frame.DispatchHelper", context
    )
    document = desktop.loadComponentFromURL(
        source.as_uri(), "_blank", 0, (PropertyValue("Hidden", 0, True, 0),)
    )
    try:
        controller = document.CurrentController
        select(dispatcher, document, controller)
        offered = controller.getTransferable()
        html = DataFlavor("text/html", "HTML", uno.getTypeByName("[]byte"))
        return bytes(offered.getTransferData(html).value).decode("utf-8")
    finally:
        document.close(True)


def select(dispatcher, document, controller) -> None:
    """All of a text; of a sheet, what is filled."""
    if document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
        cursor = document.Sheets.getByIndex(0).createCursor()
        cursor.gotoEndOfUsedArea(False)
        filled = document.Sheets.getByIndex(0).getCellRangeByPosition(
            0, 0, cursor.RangeAddress.EndColumn, cursor.RangeAddress.EndRow
        )
        controller.select(filled)
    else:
        dispatcher.executeDispatch(controller.Frame, ".uno:SelectAll", "", 0, ())


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        program = [
            shutil.which("soffice"),
            "--headless",
            "--norestore",
            f"-env:UserInstallation=file://{folder}/profile",
        ]
        for name, form in SOURCES.items():  # a flat document cannot be opened with a window
            subprocess.run([*program, "--convert-to", form, "--outdir", folder, HERE / name], check=True)
        office = subprocess.Popen([*program, f"--accept=pipe,name={PIPE};urp;"])
        try:
            context = connected()
            for name, form in SOURCES.items():
                stem = Path(name).stem
                html = copied(context, Path(folder) / f"{stem}.{form}")
                (FOLDER / f"{stem}.html").write_text(html, "utf-8")
        finally:
            desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
            desktop.terminate()
            office.wait()


if __name__ == "__main__":
    main()
