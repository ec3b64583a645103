"""Model fields that keep text in one form, whoever writes it."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import models

from comms.core.text import fold, nfc


class _Normalised:
    """Text is stored in NFC without zero-width characters."""

    def pre_save(self, instance: Any, add: bool) -> Any:
        value = super().pre_save(instance, add)  # type: ignore[misc]  # mixed into a Field below
        if isinstance(value, str):
            value = nfc(value)
            setattr(instance, self.attname, value)  # type: ignore[attr-defined]  # of a Field
        return value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)  # type: ignore[misc]  # of a Field
        return nfc(value) if isinstance(value, str) else value


class Line(_Normalised, models.CharField):
    """One line of text."""


class Text(_Normalised, models.TextField):
    """Text of several lines."""


class FoldedField(models.TextField):
    """Shadow of other fields in the searched form (`comms.core.text.fold`); written with them, never by hand."""

    def __init__(self, *, sources: Iterable[str] = (), **kwargs: Any) -> None:
        self.sources = tuple(sources)
        kwargs.update(editable=False, default="")
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs["sources"] = self.sources
        return name, path, args, kwargs

    def is_fed_by(self, names: Collection[str]) -> bool:
        return any(source in names for source in self.sources)

    def fold_from(self, instance: Any) -> str:
        return fold(" ".join(str(getattr(instance, source) or "") for source in self.sources))

    def pre_save(self, instance: Any, add: bool) -> str:
        value = self.fold_from(instance)
        setattr(instance, self.attname, value)
        return value
