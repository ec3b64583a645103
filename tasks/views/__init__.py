"""Pages of plans and tasks.  A plan's page shows its tasks, so it stands here and not in `plans`."""
