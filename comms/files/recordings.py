"""Sound and film, known by their own structure: MP3, WAV, OGG, MP4 (M4A) and WebM.  Nothing is decoded or run."""

import struct
from typing import IO

# Bytes at the start that are looked through for what names the content.
_HEAD = 4096
_MP3_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_MP3_BITS = {
    3: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_FRAMES_SEEN = 3
_MOST_BOXES = 10_000


class Damaged(Exception):
    """It begins like a recording and does not go on like one."""


def begins_like_one(start: bytes) -> bool:
    """`start`: the first 16 bytes."""
    wave = start[:4] == b"RIFF" and start[8:12] == b"WAVE"
    return wave or start[:4] in (b"OggS", b"\x1aE\xdf\xa3") or start[4:8] == b"ftyp" or _mp3_start(start)


def type_of(file: IO[bytes]) -> str:
    """The type of an opened file that begins like a recording.  Raises Damaged."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    start = file.read(16)
    if start[:4] == b"RIFF":
        return _wave(file, size)
    if start[:4] == b"OggS":
        return _ogg(file, size)
    if start[:4] == b"\x1aE\xdf\xa3":
        return _webm(file)
    if start[4:8] == b"ftyp":
        return _mp4(file, size, start[8:12])
    return _mp3(file, size)


def _mp3_start(start: bytes) -> bool:
    return start[:3] == b"ID3" or _mp3_frame(start[:4]) is not None


def _mp3_frame(head: bytes) -> int | None:
    """The length of the frame of layer III that these four bytes head."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    version, bits, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or rate == 3 or bits in (0, 15):
        return None
    kilobits = _MP3_BITS[3 if version == 3 else 2][bits - 1]
    samples = 144 if version == 3 else 72
    return samples * kilobits * 1000 // _MP3_RATES[version][rate] + (head[2] >> 1 & 1)


def _mp3(file: IO[bytes], size: int) -> str:
    file.seek(0)
    head = file.read(10)
    place = 0
    if head[:3] == b"ID3":
        if len(head) < 10 or any(byte & 0x80 for byte in head[6:10]):
            raise Damaged
        place = 10 + sum(byte << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
    seen = 0
    while seen < _FRAMES_SEEN:
        file.seek(place)
        length = _mp3_frame(file.read(4))
        if length is None or length < 4:
            raise Damaged
        place += length
        seen += 1
        if place > size:
            raise Damaged
    return "audio/mpeg"


def _wave(file: IO[bytes], size: int) -> str:
    place, names = 12, []
    while place + 8 <= size and len(names) < _MOST_BOXES:
        file.seek(place)
        name, length = struct.unpack("<4sI", file.read(8))
        if place + 8 + length > size:
            raise Damaged
        names.append(name)
        place += 8 + length + length % 2
    if b"fmt " not in names or b"data" not in names:
        raise Damaged
    return "audio/wav"


def _ogg(file: IO[bytes], size: int) -> str:
    """The first page begins a stream of Vorbis or Opus, and the last pages are whole."""
    file.seek(0)
    head = file.read(_HEAD)
    if len(head) < 28 or head[4] != 0 or not head[5] & 2 or not (b"vorbis" in head[:64] or b"OpusHead" in head[:64]):
        raise Damaged
    file.seek(max(0, size - 128 * 1024))
    if b"OggS" not in file.read()[1 if size < 128 * 1024 else 0 :]:
        raise Damaged
    return "audio/ogg"


def _webm(file: IO[bytes]) -> str:
    file.seek(0)
    if b"\x42\x82\x84webm" not in file.read(_HEAD):
        raise Damaged
    return "video/webm"


def _mp4(file: IO[bytes], size: int, brand: bytes) -> str:
    """Boxes from the first byte to the last, with the index and the content among them."""
    place, names = 0, []
    while place < size:
        file.seek(place)
        head = file.read(16)
        if len(head) < 8 or len(names) >= _MOST_BOXES:
            raise Damaged
        length, name = struct.unpack(">I4s", head[:8])
        if length == 1 and len(head) == 16:
            length = struct.unpack(">Q", head[8:])[0]
        elif length == 0:
            length = size - place
        if length < 8 or place + length > size:
            raise Damaged
        names.append(name)
        place += length
    if b"moov" not in names or not {b"mdat", b"moof"} & set(names):
        raise Damaged
    return "audio/mp4" if brand in (b"M4A ", b"M4B ") else "video/mp4"
