"""Type into workbooks as a person does, in LibreOffice Calc: a script of its own, for the system's Python.

LibreOffice's Python bindings (Debian's python3-uno) belong to the system's Python, not to the project's. Reads jobs
as JSON from standard input: a list of {"open": path, "sheet": name, "typed": {"K2": "34%", ...}, "save": [paths]}.
Nothing of the project is imported here; `calc` calls it.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".ods": "calc8"}
START_SECONDS = 60


def main() -> None:
    jobs = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as folder:
        pipe = f"pipe,name=calc{Path(folder).name}"
        office = subprocess.Popen(
            [
                "soffice", f"-env:UserInstallation={Path(folder).as_uri()}", "--headless", "--norestore",
                "--nologo", f"--accept={pipe};urp",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            context = connect(pipe)
            for job in jobs:
                work(context, job)
            desktop(context).terminate()
            office.wait(30)
        finally:
            office.kill()
            office.wait()


def connect(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(START_SECONDS * 4):
        try:
            return resolver.resolve(f"uno:{pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.25)
    raise SystemExit("LibreOffice did not start.")


def desktop(context):
    return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)


def work(context, job) -> None:
    document = desktop(context).loadComponentFromURL(Path(job["open"]).as_uri(), "_blank", 0, ())
    dispatcher = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
    controller = document.CurrentController
    controller.setActiveSheet(document.Sheets.getByName(job["sheet"]))
    for cell, text in job["typed"].items():
        dispatcher.executeDispatch(controller.Frame, ".uno:GoToCell", "", 0, (value("ToPoint", cell),))
        dispatcher.executeDispatch(controller.Frame, ".uno:EnterString", "", 0, (value("StringName", text),))
    for path in map(Path, job["save"]):
        document.storeToURL(path.as_uri(), (value("FilterName", FILTERS[path.suffix]),))
    document.close(True)


def value(name, content):
    return PropertyValue(name, 0, content, 0)


main()
