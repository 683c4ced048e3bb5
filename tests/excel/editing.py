"""An edit as a planner makes it, by LibreOffice without a window: open, type, save, close."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.excel.office import SOFFICE

# A profile that counts as set up: nothing is copied over the macro on the first start.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/Office">
<prop oor:name="ooSetupInstCompleted" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""
_LIBRARIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library"
 xmlns:xlink="http://www.w3.org/1999/xlink">
<library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/script.xlb/"
 xlink:type="simple" library:link="false"/>
</library:libraries>
"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false">
<library:element library:name="Planner"/>
</library:library>
"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Planner"
 script:language="StarBasic">
Sub Edit(address As String, sheet As String, cell As String, typed As String)
    Dim hidden(0) As New com.sun.star.beans.PropertyValue
    hidden(0).Name = &quot;Hidden&quot;
    hidden(0).Value = True
    book = StarDesktop.loadComponentFromURL(address, &quot;_blank&quot;, 0, hidden())
    book.Sheets.getByName(sheet).getCellRangeByName(cell).setFormula(typed)
    book.store()
    book.close(True)
    StarDesktop.terminate()
End Sub
</script:module>
"""


def edit(workbook: Path, sheet: str, cell: str, typed: str, folder: Path) -> None:
    """Open the workbook, type into one cell as a person does, and save it where it was."""
    assert SOFFICE is not None
    user = folder / "editor" / "user"
    basic = user / "basic"
    for path, text in (
        (user / "registrymodifications.xcu", _SETTINGS),
        (basic / "script.xlc", _LIBRARIES),
        (basic / "Standard" / "script.xlb", _LIBRARY),
        (basic / "Standard" / "Planner.xba", _MODULE),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    arguments = ",".join(f'"{word}"' for word in (workbook.resolve().as_uri(), sheet, cell, typed))
    subprocess.run(
        [
            *(SOFFICE, f"-env:UserInstallation={user.parent.as_uri()}", "--headless"),
            f"macro:///Standard.Planner.Edit({arguments})",
        ],
        check=True,
        capture_output=True,
        timeout=900,
    )
