"""Checks the audit chains of a database dump against signed checkpoints, without the database or its server.

It reads a plain `pg_dump` and a folder of witness files with the public key `audit.pub`; the folder should
come from where the database's owner cannot write. Memory grows with objects and heads, not with entries. What
was added after the last checkpoint is checked as a chain, but its end can be cut unseen: the report says up
to when the checkpoints reach. The row number `id` means nothing and is covered by no digest.
"""

import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TextIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from linli.kernel import chain

HEADER = re.compile(r'COPY (?:"?\w+"?\.)?"?kernel_auditentry"? \(([^)]*)\) FROM stdin;\s*')
COLUMNS = ("object_type", "object_id", "version", "at", "actor", "action", "data", "digest")
ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
RECORD = struct.Struct(">II32s")
NAME_BOTH = (
    "指明明文转储，以及存有 audit.pub 和检查点的文件夹 · name a plain dump, and with --checkpoints the folder of"
    " audit.pub and the checkpoints"
)

Key = tuple[str, int]


class UnreadableDumpError(Exception):
    """The dump cannot be checked at all; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was written, named in a sentence."""

    subject: str
    version: int | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was checked, how far the checkpoints reach, and what was found."""

    entries: int
    chains: int
    checkpoints: int
    reaches: datetime | None
    unwitnessed: int
    findings: tuple[Finding, ...]


def verify(lines: Iterable[str], checkpoints: Iterable[tuple[str, bytes]], public_key: Ed25519PublicKey) -> Report:
    """Checks the audit entries among the dump's lines against witness files, given as (file name, content) in
    the order of their names. Raises UnreadableDumpError."""
    witnesses = _Witnesses(public_key)
    for name, content in checkpoints:
        witnesses.add(name, content)
    chains = _Chains(witnesses)
    for number, row in _rows(lines):
        try:
            entry, digest = _entry(row)
        except ValueError as problem:
            sentence = f"Line {number} of the dump is no audit entry: {problem}"
            chains.findings.append(Finding(f"line {number}", None, sentence))
        else:
            chains.add(entry, digest)
    chains.close()
    return Report(
        chains.entries,
        len(chains.ends),
        witnesses.count,
        witnesses.reaches,
        chains.unwitnessed,
        (*witnesses.findings, *chains.findings),
    )


def main(dump: Path, checkpoints: Path, out: TextIO) -> int:
    """Writes the report. 0: all is as it was written; 1: there are findings; 2: it could not be checked."""
    try:
        public_key = chain.load_public_key(checkpoints / "audit.pub")
        files = sorted(checkpoints.glob("*.json"))
        if not files:
            raise ValueError(f"There is no checkpoint in {checkpoints}, so there is nothing to check the dump against.")
        with dump.open(encoding="utf-8", newline="\n") as lines:
            report = verify(lines, ((file.name, file.read_bytes()) for file in files), public_key)
    except UnicodeDecodeError:
        return _not_checked(out, f"{dump} is not a plain dump", "pg_dump --format=plain")
    except OSError as problem:
        return _not_checked(out, f"{problem.strerror}: {problem.filename}", NAME_BOTH)
    except (ValueError, UnreadableDumpError) as problem:
        return _not_checked(out, str(problem), NAME_BOTH)
    for finding in report.findings:
        out.write(f"{finding.sentence}\n")
    out.write(_summary(report, public_key))
    return 1 if report.findings else 0


def _not_checked(out: TextIO, why: str, remedy: str) -> int:
    out.write(f"✗ 无法核验 · This could not be checked: {why}\n  办法 · Remedy: {remedy}\n")
    return 2


def _summary(report: Report, public_key: Ed25519PublicKey) -> str:
    key = sha256(public_key.public_bytes_raw()).hexdigest()
    reach = f"reach up to {report.reaches.isoformat(timespec='seconds')}" if report.reaches else "reach nowhere"
    return (
        f"{report.entries} entries in {report.chains} chains were checked against {report.checkpoints}"
        f" checkpoints signed with the key {key}. The checkpoints {reach}; {report.unwitnessed} entries came"
        f" later, and whether more were cut after them cannot be seen. Findings: {len(report.findings)}.\n"
    )


class _Witnesses:
    """The heads of all sound checkpoints: packed for each chain, by version, which one saw which digest."""

    def __init__(self, public_key: Ed25519PublicKey) -> None:
        self.public_key = public_key
        self.heads: dict[Key, bytes] = {}
        self.findings: list[Finding] = []
        self.count = 0
        self.reaches: datetime | None = None
        self._number = 0
        self._fingerprint: bytes | None = chain.GENESIS

    def add(self, name: str, content: bytes) -> None:
        """Takes the next witness file."""
        try:
            document, signature = chain.read_witness(content)
            checkpoint = chain.read_document(document)
        except ValueError:
            self._report(name, None, f"The file {name} cannot be read as a checkpoint.")
            return
        number = checkpoint.number
        if name != chain.witness_name(number):
            self._report(name, number, f"The file {name} holds checkpoint {number}.")
            return
        self._note_missing(number - 1)
        self._number = number
        if not chain.check(document, signature, self.public_key):
            self._report(name, number, f"Checkpoint {number} is forged: its signature is not the key's.")
            self._fingerprint = None
            return
        if self._fingerprint not in (None, checkpoint.previous):
            self._report(name, number, f"Checkpoint {number} does not follow the one before it.")
        self._fingerprint = chain.fingerprint(document)
        self.count += 1
        self.reaches = checkpoint.at
        for head in checkpoint.heads:
            self._add_head(head, number)

    def _note_missing(self, last: int) -> None:
        first = self._number + 1
        if first <= last:
            which = f"Checkpoint {first} is" if first == last else f"Checkpoints {first} to {last} are"
            self._report("checkpoints", first, f"{which} missing.")
            self._fingerprint = None

    def _add_head(self, head: chain.Head, number: int) -> None:
        key = (head.object_type, head.object_id)
        known = self.heads.get(key, b"")
        if known:
            version, witness, _ = RECORD.unpack_from(known, len(known) - RECORD.size)
            if head.version < version:
                sentence = (
                    f"{_named(key)}: its end was cut: checkpoint {witness} saw version {version}, checkpoint"
                    f" {number} saw only {head.version}."
                )
                self._report(_named(key), head.version, sentence)
                return
        self.heads[key] = known + RECORD.pack(head.version, number, head.digest)

    def _report(self, subject: str, version: int | None, sentence: str) -> None:
        self.findings.append(Finding(subject, version, sentence))


@dataclass(slots=True)
class _End:
    """How far a chain has been followed; entries that came out of order wait for the ones before them."""

    version: int = 0
    digest: bytes | None = chain.GENESIS
    heads_seen: int = 0
    waiting: dict[int, tuple[chain.Entry, bytes]] = field(default_factory=dict)


class _Chains:
    """Follows every chain entry by entry, whatever the order of rows in the dump."""

    def __init__(self, witnesses: _Witnesses) -> None:
        self.heads = witnesses.heads
        self.ends: dict[Key, _End] = {}
        self.findings: list[Finding] = []
        self.entries = 0
        self.unwitnessed = 0

    def add(self, entry: chain.Entry, digest: bytes) -> None:
        """Takes an entry with the digest that was stored with it."""
        self.entries += 1
        key = (entry.object_type, entry.object_id)
        end = self.ends.get(key)
        if end is None:
            end = self.ends[key] = _End()
        if entry.version < 1:
            self._report(key, entry.version, "is no version that was ever written")
        elif entry.version <= end.version or entry.version in end.waiting:
            self._report(key, entry.version, "is there more than once")
        elif entry.version > end.version + 1:
            end.waiting[entry.version] = (entry, digest)
        else:
            self._follow(key, end, entry, digest)
            while end.waiting and end.version + 1 in end.waiting:
                self._follow(key, end, *end.waiting.pop(end.version + 1))

    def close(self) -> None:
        """What still waits has lost an entry before it; what was witnessed must be there."""
        for key, end in self.ends.items():
            for version in sorted(end.waiting):
                if version > end.version + 1:
                    self._report(key, end.version + 1, f"is missing, the next one there is {version}")
                    end.digest = None
                self._follow(key, end, *end.waiting[version])
        for key, heads in self.heads.items():
            version, number, _ = RECORD.unpack_from(heads, len(heads) - RECORD.size)
            kept = self.ends[key].version if key in self.ends else 0
            if not kept:
                self._report(key, version, f"is gone with the whole chain; checkpoint {number} witnessed it")
            elif kept < version:
                self._report(key, version, f"is cut off after {kept}; checkpoint {number} witnessed it")

    def _follow(self, key: Key, end: _End, entry: chain.Entry, digest: bytes) -> None:
        if end.digest is not None and chain.digest(end.digest, entry) != digest:
            self._report(key, entry.version, "is not as it was written, or the one before it is not")
        end.version, end.digest = entry.version, digest
        heads = self.heads.get(key, b"")
        if end.heads_seen == len(heads):
            self.unwitnessed += 1
        while end.heads_seen < len(heads):
            version, number, witnessed = RECORD.unpack_from(heads, end.heads_seen)
            if version > entry.version:
                return
            end.heads_seen += RECORD.size
            if version == entry.version and witnessed != digest:
                self._report(key, version, f"is not the one that checkpoint {number} witnessed")

    def _report(self, key: Key, version: int, what: str) -> None:
        self.findings.append(Finding(_named(key), version, f"{_named(key)}: version {version} {what}."))


def _rows(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of the audit table with their line numbers. A second beginning of the table is refused,
    wherever it stands, because text planted in the dump could pass for the table."""
    columns: list[str] = []
    is_inside = False
    for number, line in enumerate(lines, 1):
        if is_inside:
            row = line.rstrip("\n")
            is_inside = row != "\\."
            if is_inside:
                yield number, dict(zip(columns, row.split("\t"), strict=False))
        elif line.startswith("COPY ") and (header := HEADER.fullmatch(line)):
            if columns:
                raise UnreadableDumpError(f"The audit table begins a second time in line {number} of the dump.")
            columns = [name.strip().strip('"') for name in header[1].split(",")]
            is_inside = True
    if not columns:
        raise UnreadableDumpError("There is no audit table in this dump. Make one with: pg_dump --format=plain")
    if is_inside:
        raise UnreadableDumpError("The dump breaks off inside the audit table.")


def _entry(row: dict[str, str]) -> tuple[chain.Entry, bytes]:
    """Raises ValueError when a column is missing or holds what the table cannot have held."""
    for column in COLUMNS:
        if row.get(column, "\\N") == "\\N":
            raise ValueError(f"{column} is empty.")
    stored = _plain(row["digest"])
    digest = bytes.fromhex(stored.removeprefix("\\x"))
    if len(digest) != len(chain.GENESIS):
        raise ValueError("its digest is not 32 bytes long.")
    at = datetime.fromisoformat(row["at"])
    if at.utcoffset() is None:
        raise ValueError("its time has no zone.")
    entry = chain.Entry(
        _plain(row["object_type"]),
        int(row["object_id"]),
        int(row["version"]),
        at,
        _plain(row["actor"]),
        _plain(row["action"]),
        _plain(row["data"]),
    )
    return entry, digest


def _plain(text: str) -> str:
    """The value behind COPY's escapes."""
    if "\\" not in text:
        return text
    return ESCAPED.sub(lambda found: ESCAPES.get(found[1], found[1]), text)


def _named(key: Key) -> str:
    return f"{key[0]} {key[1]}"
