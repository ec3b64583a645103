"""Settings of the office itself: its address, its terms and reminders, its signature."""

from datetime import date

from comms.settings.environment import BASE_DIR, PRODUCTION, env, refuse, required


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


# Printed on every issued document, with its code: it can never be put right afterwards.
SITE_URL = required("SITE_URL") if PRODUCTION else env.str("SITE_URL", "http://127.0.0.1:8000")
if PRODUCTION and not SITE_URL.startswith("https://"):
    refuse(f"SITE_URL is {SITE_URL!r}; in production it begins with https://.")
# Within how many hours a third person has to have reviewed what was issued before its sign-off.
URGENT_REVIEW_HOURS = env.int("URGENT_REVIEW_HOURS", 24)
# How many days ahead it is told that a mandate to speak ends.
MANDATE_ENDING_DAYS = env.int("MANDATE_ENDING_DAYS", 14)
# An internal rule, set by no law: the share of the legal time that is proposed to the lead unit of a press request, and
# of the lead unit's time that is proposed to a coordinating unit.
PRESS_REQUEST_LEAD_SHARE = env.float("PRESS_REQUEST_LEAD_SHARE", 2 / 3)
PRESS_REQUEST_COORDINATING_SHARE = env.float("PRESS_REQUEST_COORDINATING_SHARE", 1 / 2)
# What severity (rows, 1 to 4) and spread (columns, fading to surging) of an incident suggest as its priority.
# Internal, set by no law; a person decides, and says why where it is decided otherwise.
INCIDENT_PRIORITIES = [
    row.split()
    for row in env.str(
        "INCIDENT_PRIORITIES",
        "low low normal high; low normal high high; normal high high urgent; high high urgent urgent",
    ).split(";")
]
if [len(row) for row in INCIDENT_PRIORITIES] != [4] * 4 or any(
    word not in ("low", "normal", "high", "urgent") for row in INCIDENT_PRIORITIES for word in row
):
    refuse("INCIDENT_PRIORITIES must be four rows of four words out of low, normal, high, urgent; rows end with «;».")
# The largest picture that the public form of reports takes.
PUBLIC_PICTURE_MAX_BYTES = env.int("PUBLIC_PICTURE_MAX_BYTES", 5 * 1024 * 1024)
# How long before its due instant an open legal clock is told: clocks of hours, and the others.
DEADLINE_WARN_HOURS = env.int("DEADLINE_WARN_HOURS", 6)
DEADLINE_WARN_DAYS = env.int("DEADLINE_WARN_DAYS", 3)
# Periodic legal duties: since when they are kept (YYYY-MM-DD; empty: the month in which the service was set up), how
# many months ahead they are written, how many days before the due instant they are told.
DUTIES_FROM = env.str("DUTIES_FROM", "")
if DUTIES_FROM and not _is_day(DUTIES_FROM):
    refuse(f"DUTIES_FROM is {DUTIES_FROM!r}; it must be a date as 2026-07-01.")
DUTIES_HORIZON_MONTHS = env.int("DUTIES_HORIZON_MONTHS", 13)
DUTIES_WARN_DAYS = env.int("DUTIES_WARN_DAYS", 7)
TASK_DUE_SOON_DAYS = env.int("TASK_DUE_SOON_DAYS", 7)
# The daily digest of a unit: from which hour in Hanoi, and after how many working days overdue who is told as well.
TASK_DIGEST_HOUR = env.int("TASK_DIGEST_HOUR", 7)
TASK_ESCALATE_TO_HEAD_DAYS = env.int("TASK_ESCALATE_TO_HEAD_DAYS", 3)
TASK_ESCALATE_TO_LEADERSHIP_DAYS = env.int("TASK_ESCALATE_TO_LEADERSHIP_DAYS", 10)
TASK_SILENT_DAYS = env.int("TASK_SILENT_DAYS", 30)
# Incidents: internal figures, set by no law.  The aim for the first answer by severity, 1 to 4: hours, or working days
# with a “d” ("0": none).  How often leadership is told of the situation by priority (low, normal, high, urgent), in
# hours (0: not at all); how much less often once it is contained; how long before its time the next update is recalled.
INCIDENT_TARGET_HOURS = env.list("INCIDENT_TARGET_HOURS", default=["2d", "24", "8", "1"])
INCIDENT_UPDATE_HOURS = env.list("INCIDENT_UPDATE_HOURS", default=["0", "24", "8", "2"])
for _name, _given in (("TARGET", INCIDENT_TARGET_HOURS), ("UPDATE", INCIDENT_UPDATE_HOURS)):
    if len(_given) != 4 or not all(
        (part.removesuffix("d") if _name == "TARGET" else part).isdigit() for part in _given
    ):
        refuse(f"INCIDENT_{_name}_HOURS is {','.join(_given)!r}; it must be four figures as 2d,24,8,1.")
INCIDENT_CONTAINED_SLOWER = max(1, env.int("INCIDENT_CONTAINED_SLOWER", 3))
INCIDENT_UPDATE_WARN_MINUTES = env.int("INCIDENT_UPDATE_WARN_MINUTES", 30)
# Which font files a document may use, as a fontconfig file; the bundled one maps Times New Roman to Tinos.
PDF_FONTCONFIG = env.str("PDF_FONTCONFIG", str(BASE_DIR / "comms" / "pdf" / "resources" / "fonts.conf"))

# The digital signature of documents: a certificate in a file (PKCS#12) or in a token (PKCS#11).  With neither a
# document says that it is not signed.  SIGNING_TRUST: the certificates above it, and above the timestamp service's, in
# PEM.
SIGNING_PKCS12 = env.str("SIGNING_PKCS12", "")
SIGNING_PASSPHRASE = env.str("SIGNING_PASSPHRASE", "")
SIGNING_PKCS11_MODULE = env.str("SIGNING_PKCS11_MODULE", "")
SIGNING_PKCS11_TOKEN = env.str("SIGNING_PKCS11_TOKEN", "")
SIGNING_PKCS11_KEY = env.str("SIGNING_PKCS11_KEY", "")
# The PIN of the token: its name is one of those whose values Django masks in reports.
SIGNING_PKCS11_PASSPHRASE = env.str("SIGNING_PKCS11_PASSPHRASE", "")
SIGNING_LEVEL = env.str("SIGNING_LEVEL", "B-B")
SIGNING_TIMESTAMP_URL = env.str("SIGNING_TIMESTAMP_URL", "")
SIGNING_TRUST = env.str("SIGNING_TRUST", "")
