"""Bounds on what an incident keeps of foreign text and evidence, so that its row stays small."""

from __future__ import annotations

import hashlib

import msgspec

from detectors.signals import Evidence, Sample, Signal

MAX_TEXT_BYTES = 1_000
MAX_NAME_BYTES = 200
MAX_SAMPLES = 5
MAX_SAMPLE_BYTES = 800
MAX_POINTS = 144
MAX_COUNTS = 20
MAX_ID_CHARS = 100
_replace = msgspec.structs.replace


def clip(text: str, max_bytes: int = MAX_TEXT_BYTES) -> str:
    """Text without control characters, cut at a whole character within so many bytes of UTF-8."""
    clean = "".join(char if char >= " " or char == "\n" else " " for char in text if char != "\x7f")
    raw = clean.encode("utf-8", "replace")
    if len(raw) <= max_bytes:
        return raw.decode("utf-8")
    return raw[: max_bytes - 3].decode("utf-8", "ignore") + "…"


def short_id(command_id: str) -> str:
    """An id as remembered: itself, or a digest when it is long."""
    if len(command_id) <= MAX_ID_CHARS:
        return command_id
    return hashlib.sha256(command_id.encode("utf-8", "replace")).hexdigest()


def clip_signal(signal: Signal) -> Signal:
    """The signal with evidence an incident can afford to keep: the newest points, the first samples."""
    evidence = signal.evidence
    kept = _replace(
        evidence,
        samples=tuple(_clip_sample(sample) for sample in evidence.samples[:MAX_SAMPLES]),
        first=_clip_sample(evidence.first) if evidence.first is not None else None,
        series=evidence.series[-MAX_POINTS:],
        platforms=_largest(evidence.platforms),
        languages=_largest(evidence.languages),
        themes=_largest(evidence.themes),
        around=tuple(_replace(moved, name=clip(moved.name, MAX_NAME_BYTES)) for moved in evidence.around[:5]),
        voices=tuple(
            _replace(voice, author=clip(voice.author, MAX_NAME_BYTES))
            for voice in evidence.voices[:MAX_SAMPLES]
        ),
        top_terms=tuple(clip(term, MAX_NAME_BYTES) for term in evidence.top_terms[:MAX_COUNTS]),
    )
    return _replace(signal, id=short_id(signal.id), evidence=kept)


def without_evidence(signal: Signal) -> Signal:
    """The signal as kept once a newer one leads: its numbers, nothing else."""
    return _replace(signal, id=short_id(signal.id), evidence=Evidence())


def _clip_sample(sample: Sample) -> Sample:
    return _replace(
        sample,
        text=clip(sample.text, MAX_SAMPLE_BYTES),
        author=clip(sample.author, MAX_NAME_BYTES),
        url=sample.url if len(sample.url) <= MAX_SAMPLE_BYTES else "",
    )


def _largest(counts: dict[str, int]) -> dict[str, int]:
    ranked = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    return {clip(key, MAX_NAME_BYTES): count for key, count in ranked[:MAX_COUNTS]}
