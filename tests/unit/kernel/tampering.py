"""A small audit trail with checkpoints, its dump as text, and fifteen ways in which it may be falsified."""

import dataclasses
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import StringIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from linli.kernel import chain, verifier

BEGAN = datetime(2026, 3, 2, 8, tzinfo=UTC)
COLUMNS = ("id", "object_type", "object_id", "version", "at", "actor", "action", "data", "digest")
Key = tuple[str, int]


@dataclass
class Row:
    """One row of the audit table."""

    entry: chain.Entry
    digest: bytes

    @property
    def key(self) -> Key:
        return (self.entry.object_type, self.entry.object_id)


@dataclass
class Trail:
    """The rows of the audit table as they were written, and the witness files kept outside."""

    rows: list[Row] = field(default_factory=list)
    witnesses: dict[str, bytes] = field(default_factory=dict)
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    previous: bytes = chain.GENESIS

    @property
    def public_key(self) -> Ed25519PublicKey:
        return self.key.public_key()

    def chain_of(self, key: Key) -> list[Row]:
        return [row for row in self.rows if row.key == key]

    def append(self, key: Key, at: datetime, data: dict[str, object]) -> None:
        before = self.chain_of(key)
        text = chain.canonical(data)
        entry = chain.Entry(*key, len(before) + 1, at, "account:12", "case.dispatch", text)
        self.rows.append(Row(entry, chain.digest(before[-1].digest if before else chain.GENESIS, entry)))

    def checkpoint(self, at: datetime, keys: set[Key]) -> None:
        self.witness(at, [self.chain_of(key)[-1] for key in keys])

    def witness(self, at: datetime, last: Iterable[Row]) -> None:
        """Signs for these, each the last of its chain."""
        number = len(self.witnesses) + 1
        heads = tuple(chain.Head(*row.key, row.entry.version, row.digest) for row in last)
        document = chain.document(chain.Checkpoint(number, at, self.previous, heads))
        self.witnesses[chain.witness_name(number)] = chain.witness(document, chain.sign(document, self.key))
        self.previous = chain.fingerprint(document)

    def dump(self, columns: tuple[str, ...] = COLUMNS) -> str:
        """The text of a plain dump."""
        return "".join(dumped(self.rows, columns))

    def verified(self) -> verifier.Report:
        return verifier.verify(StringIO(self.dump(), newline="\n"), sorted(self.witnesses.items()), self.public_key)


def trail(seed: int, objects: int = 12) -> Trail:
    """Chains that grow in turn for two hours with a checkpoint every ten minutes; all are witnessed."""
    chance = random.Random(seed)
    made = Trail()
    keys = [(chance.choice(("case", "report")), number) for number in range(1, objects + 1)]
    at = BEGAN
    for _ in range(12):
        grown = set(keys) if at == BEGAN else {chance.choice(keys) for _ in range(4)}
        for key in sorted(grown):
            for _ in range(chance.randint(1, 2)):
                at += timedelta(seconds=chance.randint(1, 20), microseconds=chance.randint(0, 999_999))
                made.append(
                    key,
                    at,
                    {"unit": chance.randint(1, 12), "note": "回退\t\\N \n\r\\. \u2028\u0085", "round": 1},
                )
        at += timedelta(minutes=10)
        made.checkpoint(at, grown)
    return made


def dumped(rows: Iterable[Row], columns: tuple[str, ...] = COLUMNS) -> Iterator[str]:
    """A plain dump in which these are the audit table, piece by piece."""
    yield "-- PostgreSQL database dump\n\nCOPY public.cases_case (id, text) FROM stdin;\n"
    yield "1\tCOPY public.kernel_auditentry (id) FROM stdin;\n\\.\n\n"
    yield f"COPY public.kernel_auditentry ({', '.join(columns)}) FROM stdin;\n"
    yield from (_copied(number, row, columns) for number, row in enumerate(rows, 1))
    yield "\\.\n\nCOPY public.kernel_event (id) FROM stdin;\n1\n\\.\n\n-- PostgreSQL database dump complete\n"


def _copied(number: int, row: Row, columns: tuple[str, ...]) -> str:
    at = row.entry.at.isoformat(sep=" ").removesuffix(":00")
    values = {
        "id": str(number),
        **dataclasses.asdict(row.entry),
        "at": at,
        "digest": "\\x" + row.digest.hex(),
    }
    return "\t".join(_escaped(str(values[column])) for column in columns) + "\n"


def _escaped(text: str) -> str:
    for plain, escaped in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"), ("\b", "\\b")):
        text = text.replace(plain, escaped)
    return text


def _some_chain(town: Trail, chance: random.Random, length: int = 1) -> list[Row]:
    chains = {row.key: town.chain_of(row.key) for row in town.rows}
    return chance.choice([each for each in chains.values() if len(each) >= length])


def _rehash(rows: list[Row]) -> None:
    """What a falsifier who knows the rule does after a change: all digests fit again."""
    previous = chain.GENESIS
    for row in rows:
        row.digest = previous = chain.digest(previous, row.entry)


def _change(row: Row, chance: random.Random) -> None:
    later = row.entry.at + timedelta(microseconds=1)
    change = chance.choice(
        [
            {"actor": "account:13"},
            {"action": "case.void"},
            {"at": later},
            {"data": '{"unit":13}'},
            {"data": "{}"},
        ]
    )
    row.entry = dataclasses.replace(row.entry, **change)  # type: ignore[arg-type]


def edit_a_field(town: Trail, chance: random.Random) -> None:
    _change(chance.choice(town.rows), chance)


def edit_a_field_and_rehash(town: Trail, chance: random.Random) -> None:
    rows = _some_chain(town, chance)
    _change(chance.choice(rows), chance)
    _rehash(rows)


def edit_a_digest(town: Trail, chance: random.Random) -> None:
    chance.choice(town.rows).digest = chance.randbytes(32)


def delete_an_entry(town: Trail, chance: random.Random) -> None:
    rows = _some_chain(town, chance, 2)
    town.rows.remove(chance.choice(rows[:-1]))


def delete_an_entry_and_close_the_gap(town: Trail, chance: random.Random) -> None:
    rows = _some_chain(town, chance, 2)
    town.rows.remove(rows.pop(chance.randrange(len(rows))))
    for version, row in enumerate(rows, 1):
        row.entry = dataclasses.replace(row.entry, version=version)
    _rehash(rows)


def insert_an_entry(town: Trail, chance: random.Random) -> None:
    rows = _some_chain(town, chance)
    at = chance.randrange(len(rows))
    forged = Row(dataclasses.replace(rows[at].entry, action="case.approve_extension"), b"")
    town.rows.insert(town.rows.index(rows[at]), forged)
    rows.insert(at, forged)
    for version, row in enumerate(rows, 1):
        row.entry = dataclasses.replace(row.entry, version=version)
    _rehash(rows)


def repeat_a_version(town: Trail, chance: random.Random) -> None:
    row = chance.choice(town.rows)
    copy = Row(row.entry, row.digest)
    _change(copy, chance)
    town.rows.insert(chance.randrange(len(town.rows)), copy)


def exchange_two_versions(town: Trail, chance: random.Random) -> None:
    one, other = chance.sample(_some_chain(town, chance, 2), 2)
    versions = other.entry.version, one.entry.version
    one.entry, other.entry = (
        dataclasses.replace(row.entry, version=version) for row, version in zip((one, other), versions, strict=True)
    )


def exchange_two_objects(town: Trail, chance: random.Random) -> None:
    one, other = (town.chain_of(key) for key in chance.sample(sorted({row.key for row in town.rows}), 2))
    keys = other[0].key, one[0].key
    for rows, (kind, number) in zip((one, other), keys, strict=True):
        for row in rows:
            row.entry = dataclasses.replace(row.entry, object_type=kind, object_id=number)
        _rehash(rows)


def move_an_entry_to_another_object(town: Trail, chance: random.Random) -> None:
    row = _some_chain(town, chance)[-1]
    row.entry = dataclasses.replace(row.entry, object_id=999, version=1)
    _rehash([row])


def cut_the_end(town: Trail, chance: random.Random) -> None:
    rows = _some_chain(town, chance, 2)
    for row in rows[-chance.randint(1, len(rows) - 1) :]:
        town.rows.remove(row)


def cut_the_end_and_let_it_grow_again(town: Trail, chance: random.Random) -> None:
    rows = _some_chain(town, chance, 2)
    for row in rows[1:]:
        town.rows.remove(row)
    for _ in range(chance.randint(0, 2 * len(rows))):
        town.append(rows[0].key, BEGAN + timedelta(hours=5), {"unit": 1})
    town.checkpoint(BEGAN + timedelta(hours=6), {rows[0].key})


def remove_a_chain(town: Trail, chance: random.Random) -> None:
    for row in _some_chain(town, chance):
        town.rows.remove(row)


def forge_a_checkpoint(town: Trail, chance: random.Random) -> None:
    name = chance.choice(sorted(town.witnesses))
    document, _ = chain.read_witness(town.witnesses[name])
    checkpoint = chain.read_document(document)
    forged = chain.document(dataclasses.replace(checkpoint, heads=checkpoint.heads[1:]))
    town.witnesses[name] = chain.witness(forged, chain.sign(forged, Ed25519PrivateKey.generate()))


def lose_a_checkpoint(town: Trail, chance: random.Random) -> None:
    del town.witnesses[chance.choice(sorted(town.witnesses)[:-1])]


KINDS: tuple[Callable[[Trail, random.Random], None], ...] = (
    edit_a_field,
    edit_a_field_and_rehash,
    edit_a_digest,
    delete_an_entry,
    delete_an_entry_and_close_the_gap,
    insert_an_entry,
    repeat_a_version,
    exchange_two_versions,
    exchange_two_objects,
    move_an_entry_to_another_object,
    cut_the_end,
    cut_the_end_and_let_it_grow_again,
    remove_a_chain,
    forge_a_checkpoint,
    lose_a_checkpoint,
)


def tampered(count: int, seed: int) -> Iterator[tuple[str, Trail]]:
    """So many trails, each falsified once, every kind in turn."""
    for number in range(count):
        chance = random.Random(f"{seed}/{number}")
        town = trail(seed + number % 10)
        kind = KINDS[number % len(KINDS)]
        kind(town, chance)
        yield f"{number} {kind.__name__}", town
