"""The offline verifier names what was falsified, passes what was not and says when it cannot read a dump."""

import random
import time
from datetime import timedelta, timezone
from io import StringIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from linli.kernel import chain, verifier
from tests.unit.kernel import tampering
from tests.unit.kernel.tampering import BEGAN, COLUMNS, Row, Trail, tampered, trail


def sentences(town: Trail) -> list[str]:
    return [finding.sentence for finding in town.verified().findings]


def kept(town: Trail, folder: Path, dump: str | None = None) -> tuple[Path, Path]:
    """The dump and the witness files on disk."""
    checkpoints = folder / "checkpoints"
    checkpoints.mkdir()
    for name, content in town.witnesses.items():
        (checkpoints / name).write_bytes(content)
    pem = town.public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (checkpoints / "audit.pub").write_bytes(pem)
    path = folder / "linli.sql"
    path.write_text(town.dump() if dump is None else dump, newline="\n")
    return path, checkpoints


class TestAnUntouchedTrail:
    def test_it_passes_and_the_report_says_how_far_it_is_witnessed(self) -> None:
        town = trail(1)
        report = town.verified()
        assert report.findings == ()
        assert (report.entries, report.chains, report.checkpoints) == (len(town.rows), 12, 12)
        assert report.unwitnessed == 0
        assert report.reaches is not None
        assert report.reaches > BEGAN

    def test_entries_after_the_last_checkpoint_are_counted_as_not_witnessed(self) -> None:
        town = trail(1)
        for key in (town.rows[0].key, ("case", 99), ("case", 99)):
            town.append(key, BEGAN + timedelta(hours=9), {})
        assert town.verified().findings == ()
        assert town.verified().unwitnessed == 3

    def test_the_order_of_rows_and_columns_in_the_dump_does_not_matter(self) -> None:
        town = trail(2)
        random.Random(2).shuffle(town.rows)
        lines = StringIO(town.dump(columns=COLUMNS[::-1]), newline="\n")
        report = verifier.verify(lines, sorted(town.witnesses.items()), town.public_key)
        assert report.findings == ()
        assert report.entries == len(town.rows)

    def test_the_time_zone_of_the_dump_does_not_matter(self) -> None:
        town = trail(3)
        east = timezone(timedelta(hours=8))
        for row in town.rows:
            row.entry = chain.Entry(
                *row.key,
                row.entry.version,
                row.entry.at.astimezone(east),
                row.entry.actor,
                row.entry.action,
                row.entry.data,
            )
        assert "+08" in town.dump()
        assert town.verified().findings == ()

    def test_values_with_every_escape_of_a_dump_are_read_back(self) -> None:
        town = Trail()
        entry = chain.Entry("case", 1, 1, BEGAN, "tab\tback\\slash\\n", "line\nreturn\rback\b", "\\N")
        town.rows.append(Row(entry, chain.digest(chain.GENESIS, entry)))
        assert town.verified().findings == ()


class TestTampering:
    @pytest.mark.parametrize(("name", "town"), [pytest.param(*each, id=each[0]) for each in tampered(20, seed=7)])
    def test_it_is_found(self, name: str, town: Trail) -> None:
        assert town.verified().findings, name

    def test_an_edited_entry_is_named_with_its_version(self) -> None:
        town = trail(4)
        row = town.chain_of(("case", 1) if town.chain_of(("case", 1)) else ("report", 1))[0]
        row.entry = chain.Entry(*row.key, 1, row.entry.at, "account:99", row.entry.action, row.entry.data)
        (finding,) = town.verified().findings
        assert finding.subject == f"{row.entry.object_type} 1"
        assert finding.version == 1
        assert "version 1 is not as it was written" in finding.sentence

    def test_a_removed_chain_names_the_checkpoint_that_knew_it(self) -> None:
        town = trail(5)
        rows = town.chain_of(town.rows[0].key)
        for row in rows:
            town.rows.remove(row)
        (sentence,) = sentences(town)
        assert f"version {len(rows)} is gone with the whole chain; checkpoint" in sentence

    def test_a_gap_of_two_thousand_million_versions_is_one_finding(self) -> None:
        town = Trail()
        entry = chain.Entry("case", 1, 2_000_000_000, BEGAN, "a", "b", "{}")
        town.rows.append(Row(entry, chain.digest(chain.GENESIS, entry)))
        assert sentences(town) == ["case 1: version 1 is missing, the next one there is 2000000000."]

    def test_a_chain_rewritten_before_the_next_checkpoint_is_found_by_the_earlier_one(self) -> None:
        town = trail(6)
        key = town.rows[0].key
        rows = town.chain_of(key)
        tampering.edit_a_field_and_rehash(Trail(rows=rows), random.Random(6))
        town.append(key, BEGAN + timedelta(hours=5), {})
        town.checkpoint(BEGAN + timedelta(hours=6), {key})
        assert any("is not the one that checkpoint" in sentence for sentence in sentences(town))

    @pytest.mark.parametrize(
        ("column", "value", "reason"),
        [
            ("at", "infinity", "infinity"),
            ("at", "2026-03-02 08:00:00", "zone"),
            ("actor", "\\N", "actor is empty"),
            ("digest", "\\\\x00", "32 bytes"),
            ("object_id", "x", "invalid literal"),
        ],
    )
    def test_a_row_with_impossible_values_is_a_finding(self, column: str, value: str, reason: str) -> None:
        town = trail(7)
        lines = list(StringIO(town.dump(), newline="\n"))
        first = next(number for number, line in enumerate(lines) if "kernel_auditentry (id, o" in line) + 1
        fields = lines[first].split("\t")
        fields[COLUMNS.index(column)] = value if column != "digest" else value + "\n"
        lines[first] = "\t".join(fields)
        report = verifier.verify(lines, sorted(town.witnesses.items()), town.public_key)
        assert f"Line {first + 1} of the dump is no audit entry" in report.findings[0].sentence
        assert reason in report.findings[0].sentence


class TestCheckpoints:
    def test_missing_ones_are_named(self) -> None:
        town = trail(8)
        del town.witnesses["00000001.json"]
        del town.witnesses["00000005.json"]
        del town.witnesses["00000006.json"]
        assert sentences(town) == ["Checkpoint 1 is missing.", "Checkpoints 5 to 6 are missing."]

    def test_one_signed_by_another_key_is_forged(self) -> None:
        town = trail(9)
        tampering.forge_a_checkpoint(town, random.Random(9))
        assert any("is forged" in sentence for sentence in sentences(town))

    def test_one_under_another_number_or_unreadable_is_named(self) -> None:
        town = trail(10)
        town.witnesses["00000013.json"] = town.witnesses["00000012.json"]
        town.witnesses["00000014.json"] = b"{}"
        assert sentences(town) == [
            "The file 00000013.json holds checkpoint 12.",
            "The file 00000014.json cannot be read as a checkpoint.",
        ]

    def test_a_second_line_of_checkpoints_signed_by_the_same_key_is_found(self) -> None:
        town = trail(11)
        town.previous = bytes(32)
        town.checkpoint(BEGAN + timedelta(hours=6), set())
        assert sentences(town) == ["Checkpoint 13 does not follow the one before it."]


class TestTheCommand:
    def test_it_ends_with_0_for_an_untouched_trail(self, tmp_path: Path) -> None:
        out = StringIO()
        assert verifier.main(*kept(trail(12), tmp_path), out) == 0
        assert "Findings: 0." in out.getvalue()
        assert "The checkpoints reach up to 2026-03-02T" in out.getvalue()

    def test_it_ends_with_1_and_a_sentence_for_each_finding(self, tmp_path: Path) -> None:
        town, out = trail(13), StringIO()
        tampering.cut_the_end(town, random.Random(13))
        assert verifier.main(*kept(town, tmp_path), out) == 1
        assert "is cut off after" in out.getvalue()
        assert "Findings: 1." in out.getvalue()

    @pytest.mark.parametrize(
        ("dump", "reason"),
        [
            ("", "no audit table"),
            ("INSERT INTO public.kernel_auditentry VALUES (1);\n", "no audit table"),
            (trail(14).dump() + trail(14).dump(), "a second time"),
            (trail(14).dump().split("\\.\n\nCOPY public.kernel_event")[0], "breaks off"),
        ],
    )
    def test_it_ends_with_2_for_a_dump_it_cannot_read(self, dump: str, reason: str, tmp_path: Path) -> None:
        out = StringIO()
        assert verifier.main(*kept(trail(14), tmp_path, dump), out) == 2
        assert reason in out.getvalue()

    def test_a_binary_dump_is_refused_with_the_command_that_makes_a_plain_one(self, tmp_path: Path) -> None:
        path, checkpoints = kept(trail(14), tmp_path)
        path.write_bytes(b"PGDMP\x01\xff\xfe")
        out = StringIO()
        assert verifier.main(path, checkpoints, out) == 2
        assert "pg_dump --format=plain" in out.getvalue()

    def test_a_folder_without_checkpoints_is_named_because_nothing_can_be_checked(self, tmp_path: Path) -> None:
        path, checkpoints = kept(trail(14), tmp_path)
        for witness in checkpoints.glob("*.json"):
            witness.unlink()
        out = StringIO()
        assert verifier.main(path, checkpoints, out) == 2
        assert f"There is no checkpoint in {checkpoints}" in out.getvalue()

    def test_a_missing_key_is_named(self, tmp_path: Path) -> None:
        path, checkpoints = kept(trail(14), tmp_path)
        (checkpoints / "audit.pub").unlink()
        out = StringIO()
        assert verifier.main(path, checkpoints, out) == 2
        assert f"No such file or directory: {checkpoints / 'audit.pub'}\n  办法 · Remedy: " in out.getvalue()


def test_a_table_planted_in_front_of_the_true_one_does_not_pass_for_it() -> None:
    true, town = trail(15), trail(15)
    tampering.edit_a_field(town, random.Random(15))
    planted = true.dump().replace("\\.\n\nCOPY public.kernel_event", "\\.\nCOPY x (id) FROM stdin;\n")
    lines = StringIO(planted + town.dump(), newline="\n")
    with pytest.raises(verifier.UnreadableDumpError, match="second time"):
        verifier.verify(lines, sorted(town.witnesses.items()), town.public_key)


def test_ten_thousand_entries_are_checked_within_a_second_or_two() -> None:
    town = Trail()
    for number in range(2000):
        previous = chain.GENESIS
        for version in range(1, 6):
            entry = chain.Entry("case", number, version, BEGAN, "account:12", "case.accept", '{"unit":3}')
            previous = chain.digest(previous, entry)
            town.rows.append(Row(entry, previous))
    lines = list(StringIO(town.dump(), newline="\n"))
    began = time.perf_counter()
    assert verifier.verify(lines, [], town.public_key).findings == ()
    assert time.perf_counter() - began < 3
