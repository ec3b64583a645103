"""The child process that reads a file from outside: its code, its signatures, and whether it was changed since.

A file that anybody may send is taken apart here and nowhere else, within the same limits as a render.  It speaks the
protocol of `worker.py` and is started by path like it.

Usage: examiner.py <memory in bytes> <processor seconds a job>
"""

import gc
import importlib.util
import io
import os
import sys
from pathlib import Path
from typing import Any

SIGNATURES = 8


def examined(pdf: bytes) -> dict[str, Any]:
    """`{"code": "K7Q…" | None, "signatures": [{"name", "sha256", "at", "whole", "intact"}, …]}`.

    `sha256`: of the certificate.  `whole`: the signature covers every byte of the file, so nothing came later.
    `intact`: what it covers is what was signed.  Neither says that the certificate is to be believed.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(io.BytesIO(pdf), strict=False)
    signatures = reader.embedded_regular_signatures[:SIGNATURES]
    return {"code": _code(reader), "signatures": [_signature(each) for each in signatures]}


def _code(reader: Any) -> str | None:
    info = reader.trailer_view.get("/Info", None)
    value = str(info.get_object().get("/verifycode", "")) if info is not None else ""
    return value[:60] or None


def _signature(embedded: Any) -> dict[str, Any]:
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    certificate = embedded.signer_cert
    embedded.compute_integrity_info(skip_diff=True)
    intact, valid = validate_sig_integrity(
        embedded.signer_info,
        certificate,
        expected_content_type="data",
        actual_digest=embedded.compute_digest(),
    )
    at = embedded.self_reported_timestamp
    native = certificate.subject.native
    return {
        "name": str(native.get("common_name") or certificate.subject.human_friendly)[:200],
        "sha256": certificate.sha256.hex(),
        "at": at.isoformat() if at is not None else None,
        "whole": embedded.evaluate_signature_coverage() == SignatureCoverageLevel.ENTIRE_FILE,
        "intact": bool(intact and valid),
    }


def _worker() -> Any:
    """`worker.py` beside this file: started by path, this process has no package around it."""
    spec = importlib.util.spec_from_file_location("worker", Path(__file__).with_name("worker.py"))
    if spec is None or spec.loader is None:
        raise RuntimeError("worker.py is missing")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    worker = _worker()
    memory, seconds = int(sys.argv[1]), int(sys.argv[2])
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    worker.limit_process(memory)
    worker.limit_job(seconds)
    while message := worker.read_message(sys.stdin.buffer):
        worker.limit_job(seconds)
        try:
            answer = {"ok": True, **examined(message[1])}
        except BaseException as error:  # noqa: BLE001  # whatever such a file leads to: it is no document of ours
            answer = {"ok": False, "code": "unreadable", "why": type(error).__name__}
        worker.write_message(answers, answer, b"")
        gc.collect()


if __name__ == "__main__":
    main()
