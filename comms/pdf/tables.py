"""The parts of a table that is printed by itself, as an appendix is (NĐ 30/2020/NĐ-CP, Phụ lục I), for
`pdf/table.html`: A4 landscape, the title in bold capitals, below it in italics what it belongs to."""

from dataclasses import dataclass

from comms.pdf import wording


@dataclass(frozen=True)
class TableLine:
    """`cells` in the order of the columns; with `heading` the row names a group, over all columns but the first."""

    cells: tuple[str, ...]
    heading: str = ""


@dataclass(frozen=True)
class TableDocument:
    """`widths` are the proportions of the columns; `note` stands below the table."""

    title: str
    subject: str
    under: str
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    lines: tuple[TableLine, ...]
    note: str = ""
    draft: bool = False

    words = wording.WORDS["vi"]

    @property
    def heads(self) -> list[tuple[str, str]]:
        """Each column's name, and the class of its width in twentieths of the table."""
        total = sum(self.widths)
        return [
            (name, f"w{max(1, round(20 * width / total))}")
            for name, width in zip(self.columns, self.widths, strict=True)
        ]

    @property
    def span(self) -> int:
        return len(self.columns) - 1
