"""Loading `units.csv`: every unit of the four structures, with parents and successors."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

from comms.org.models import Unit, UnitSuccession
from comms.org.services import unit_record, unit_succeeded
from comms.sample.sources import cited

DATA = Path(__file__).parent / "data"


def load_units() -> dict[str, Unit]:
    """Record the units by code; nothing is written twice."""
    with (DATA / "units.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    units: dict[str, Unit] = {}
    for row in rows:
        units[row["code"]] = unit_record(
            actor=None,
            code=row["code"],
            abbr=row["abbr"],
            name_vi=row["name_vi"],
            name_en=row["name_en"],
            kind=row["kind"],
            parent=units.get(row["parent"]),
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            confidence=row["confidence"],
            source=cited(row["source"]),
        )
    successors = {row["code"]: row["successors"].split(";") for row in rows if row["successors"]}
    times_named = Counter(code for codes in successors.values() for code in codes)
    for code, codes in successors.items():
        if len(codes) > 1:
            kind = UnitSuccession.Kind.SPLIT
        elif times_named[codes[0]] > 1 or units[codes[0]].valid_from <= (units[code].valid_to or date.max):
            kind = UnitSuccession.Kind.MERGED
        else:
            kind = UnitSuccession.Kind.RENAMED
        unit_succeeded(actor=None, predecessor=units[code], successors=[units[c] for c in codes], kind=kind)
    return units
