"""Reading an assignment table as offices write it: file → cells → rows → what each row would change.

`files` opens an upload, `table` finds its header and its rows, `units` and `lines` read the cells, `comparing` holds
the rows against the plan.  Nothing here writes; `tasks.services.imports` does.
"""
