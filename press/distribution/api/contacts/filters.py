from typing import Any

import django_filters
from django.db.models import QuerySet

from comms.api.filters import LONGEST_SEARCH, BooleanFilter, FilterSet
from press.distribution.selectors import contacts
from press.distribution.services.contacts.checks import LANGUAGES, LONGEST_BEAT
from press.distribution.states import OutletKind

LANGUAGE_CHOICES = [(code, code) for code in LANGUAGES]


class _Contacts(FilterSet):
    active = BooleanFilter()

    def on_list(self, rows: "QuerySet[Any]", name: str, value: Any) -> "QuerySet[Any]":
        return contacts.on_list(rows, value)


class MediaOutletFilters(_Contacts):
    kind = django_filters.ChoiceFilter(choices=OutletKind.choices)
    language = django_filters.ChoiceFilter(choices=LANGUAGE_CHOICES)
    list = django_filters.UUIDFilter(method="on_list", label="On this distribution list.")


class JournalistFilters(_Contacts):
    language = django_filters.ChoiceFilter(
        choices=LANGUAGE_CHOICES, method="in_language", label="Reads this language first."
    )
    beat = django_filters.CharFilter(
        method="with_beat", max_length=LONGEST_BEAT, label="These words, without regard to marks and case."
    )
    outlet = django_filters.UUIDFilter(method="at_outlet", label="Works for this outlet now.")
    list = django_filters.UUIDFilter(method="on_list", label="On this distribution list.")

    def in_language(self, rows: "QuerySet[Any]", name: str, value: Any) -> "QuerySet[Any]":
        return contacts.reading(rows, value, first=True)

    def with_beat(self, rows: "QuerySet[Any]", name: str, value: Any) -> "QuerySet[Any]":
        return contacts.with_beat(rows, value)

    def at_outlet(self, rows: "QuerySet[Any]", name: str, value: Any) -> "QuerySet[Any]":
        return contacts.at_outlet(rows, value)


class DistributionListFilters(FilterSet):
    active = BooleanFilter()
    language = django_filters.ChoiceFilter(choices=LANGUAGE_CHOICES)
    embargo_trusted = BooleanFilter()
    search = django_filters.CharFilter(method="named", max_length=LONGEST_SEARCH)

    def named(self, rows: "QuerySet[Any]", name: str, value: Any) -> "QuerySet[Any]":
        return contacts.named(rows, value)
