#!/usr/bin/env python
"""Django's command line for Comms."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comms.settings")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError, connection

    try:
        execute_from_command_line(sys.argv)
    except OperationalError:
        try:
            connection.ensure_connection()
        except OperationalError as error:
            reason = " ".join(str(error).split())
            sys.exit(f"comms cannot start: the database of DATABASE_URL does not answer: {reason}")
        raise


if __name__ == "__main__":
    main()
