"""The child process that reads the cells of an XLSX: started by path, imports nothing of the service.

calamine makes room for what a file only claims to hold, and ends its process when there is none.  So it works in a
process of its own, with limited memory and processor time.  Standard input: names of sheets as one line of JSON, then
the file.  Standard output: a line of JSON for each of the sheets that is a visible table, name and rows; a day is a
list of its text.

Usage: cells.py <memory in bytes> <processor seconds> <rows> <columns>
"""

import io
import json
import resource
import sys
from datetime import date, datetime
from typing import Any

import python_calamine as calamine

ENCRYPTED = 3
DAMAGED = 4
MOST_OUT = 256 * 1024**2


def value_of(value: Any) -> Any:
    if isinstance(value, datetime):
        return [value.date().isoformat()]
    if isinstance(value, date):
        return [value.isoformat()]
    return value if isinstance(value, str | bool | int | float) else str(value)


def main(memory: int, seconds: int, rows: int, columns: int) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    wanted = json.loads(sys.stdin.buffer.readline())
    out = 0
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        for meta in book.sheets_metadata:
            seen = meta.visible == calamine.SheetVisibleEnum.Visible
            if meta.name not in wanted or not seen or meta.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            values = book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
            cells = [[value_of(value) for value in row[:columns]] for row in values[:rows]]
            line = json.dumps([meta.name, cells])
            out += len(line)
            if out > MOST_OUT:
                raise MemoryError
            sys.stdout.write(f"{line}\n")
    except calamine.PasswordError:
        return ENCRYPTED
    except (calamine.CalamineError, ValueError):
        return DAMAGED
    except BaseException as error:  # a panic of the reader is no Exception
        if type(error).__name__ == "PanicException":
            return DAMAGED
        raise
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
