"""Addresses of the pages of outlets, journalists and lists."""

from django.urls import path

from press.distribution.views.contacts import journalists, lists, outlets

urlpatterns = [
    path("contacts/", outlets.OutletList.as_view(), name="contacts"),
    path("contacts/outlets/new/", outlets.OutletCreate.as_view(), name="outlet-new"),
    path("contacts/outlets/<uuid:pk>/", outlets.OutletPage.as_view(), name="outlet"),
    path("contacts/outlets/<uuid:pk>/edit/", outlets.OutletEdit.as_view(), name="outlet-edit"),
    path("contacts/outlets/<uuid:pk>/<slug:verb>/", outlets.OutletPage.as_view(), name="outlet-verb"),
    path("contacts/journalists/", journalists.JournalistList.as_view(), name="journalists"),
    path("contacts/journalists/new/", journalists.JournalistCreate.as_view(), name="journalist-new"),
    path("contacts/journalists/import/", journalists.ContactsImport.as_view(), name="journalists-import"),
    path("contacts/journalists/export.<slug:ending>", journalists.contacts_export, name="journalists-export"),
    path("contacts/journalists/<uuid:pk>/", journalists.JournalistPage.as_view(), name="journalist"),
    path("contacts/journalists/<uuid:pk>/edit/", journalists.JournalistEdit.as_view(), name="journalist-edit"),
    path("contacts/journalists/<uuid:pk>/employ/", journalists.EmploymentBegin.as_view(), name="journalist-employ"),
    path("contacts/journalists/<uuid:pk>/end/", journalists.EmploymentEnd.as_view(), name="journalist-end"),
    path("contacts/journalists/<uuid:pk>/<slug:verb>/", journalists.JournalistPage.as_view(), name="journalist-verb"),
    path("contacts/lists/", lists.DistributionLists.as_view(), name="distribution-lists"),
    path("contacts/lists/new/", lists.ListCreate.as_view(), name="distribution-list-new"),
    path("contacts/lists/<uuid:pk>/", lists.ListRecordPage.as_view(), name="distribution-list"),
    path("contacts/lists/<uuid:pk>/edit/", lists.ListEdit.as_view(), name="distribution-list-edit"),
    path("contacts/lists/<uuid:pk>/add/", lists.member_add, name="distribution-list-add"),
    path("contacts/lists/<uuid:pk>/remove/", lists.member_remove, name="distribution-list-remove"),
]
