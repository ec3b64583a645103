"""Every write to outlets, journalists and lists."""

from press.distribution.services.contacts.importing import contacts_import
from press.distribution.services.contacts.journalists import (
    employment_begin,
    employment_end,
    journalist_create,
    journalist_forget,
    journalist_update,
)
from press.distribution.services.contacts.lists import list_create, list_member_add, list_member_remove, list_update
from press.distribution.services.contacts.outlets import outlet_create, outlet_new_secret, outlet_update

__all__ = [
    "contacts_import",
    "employment_begin",
    "employment_end",
    "journalist_create",
    "journalist_forget",
    "journalist_update",
    "list_create",
    "list_member_add",
    "list_member_remove",
    "list_update",
    "outlet_create",
    "outlet_new_secret",
    "outlet_update",
]
