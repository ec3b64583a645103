"""Schemes and plans over HTTP.  What needs tasks (objectives with their weight, progress) is in `tasks.api`."""
