"""The audit chain: one text for the same values, another digest for any other entry, signed checkpoints."""

import dataclasses
import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel import chain

AT = datetime(2026, 11, 21, 21, 23, 18, 123456, tzinfo=UTC)
ENTRY = chain.Entry("case", 7, 1, AT, "account:12", "case.dispatch", '{"unit":"环卫所"}')

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


class TestCanonical:
    def test_keys_are_sorted_and_chinese_stays_readable(self) -> None:
        assert (
            chain.canonical({"unit": "环卫所", "class": [1, None, True]}) == '{"class":[1,null,true],"unit":"环卫所"}'
        )

    @given(st.dictionaries(st.text(), plain))
    def test_the_same_values_in_any_order_give_the_same_text(self, data: dict[str, object]) -> None:
        text = chain.canonical(data)
        assert text == chain.canonical(dict(reversed(data.items())))
        assert json.loads(text) == data
        assert "\n" not in text

    @pytest.mark.parametrize(
        "value",
        [float("nan"), float("inf"), Decimal(1), AT, b"bytes", {1, 2}, {1: "a"}, object(), "\ud800"],
        ids=["nan", "infinity", "decimal", "instant", "bytes", "set", "number as key", "object", "half surrogate"],
    )
    def test_what_json_cannot_hold_exactly_is_refused(self, value: object) -> None:
        with pytest.raises(ValueError, match=r"audit entry|surrogate|JSON"):
            chain.canonical({"value": [value]})


class TestDigest:
    def test_the_rule_never_changes_by_accident(self) -> None:
        assert (
            chain.digest(chain.GENESIS, ENTRY).hex()
            == "c2c38bb8deb0f8fc02630fd9a3f41a684682be2c37064397314addc6ea3340c5"
        )

    @pytest.mark.parametrize(
        "change",
        [
            {"object_type": "report"},
            {"object_id": 8},
            {"version": 2},
            {"at": AT + timedelta(microseconds=1)},
            {"actor": "account:13"},
            {"action": "case.void"},
            {"data": '{"unit": "环卫所"}'},
        ],
        ids=lambda change: next(iter(change)),
    )
    def test_every_field_counts(self, change: dict[str, object]) -> None:
        changed = dataclasses.replace(ENTRY, **change)  # type: ignore[arg-type]
        assert chain.digest(chain.GENESIS, changed) != chain.digest(chain.GENESIS, ENTRY)

    def test_the_entry_before_counts(self) -> None:
        assert chain.digest(b"1" * 32, ENTRY) != chain.digest(b"2" * 32, ENTRY)

    def test_text_cannot_move_from_one_field_to_the_next(self) -> None:
        one = dataclasses.replace(ENTRY, actor="account:1", action="2case.void")
        other = dataclasses.replace(ENTRY, actor="account:12", action="case.void")
        assert chain.digest(chain.GENESIS, one) != chain.digest(chain.GENESIS, other)

    def test_the_same_instant_in_another_zone_is_the_same_entry(self) -> None:
        elsewhere = dataclasses.replace(ENTRY, at=AT.astimezone(timezone(timedelta(hours=8))))
        assert chain.digest(chain.GENESIS, elsewhere) == chain.digest(chain.GENESIS, ENTRY)

    def test_a_digest_of_another_length_and_a_naive_instant_are_refused(self) -> None:
        with pytest.raises(ValueError, match="32 bytes"):
            chain.digest(b"", ENTRY)
        with pytest.raises(ValueError, match="time zone"):
            chain.digest(chain.GENESIS, dataclasses.replace(ENTRY, at=AT.replace(tzinfo=None)))


class TestCheckpoints:
    heads = (chain.Head("report", 3, 1, b"r" * 32), chain.Head("case", 7, 4, b"c" * 32))
    checkpoint = chain.Checkpoint(1, AT, chain.GENESIS, heads)

    def test_a_document_is_read_back_with_its_heads_in_order(self) -> None:
        found = chain.read_document(chain.document(self.checkpoint))
        assert found == dataclasses.replace(self.checkpoint, heads=self.heads[::-1])

    @pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"heads":1}', b"\xff"])
    def test_another_document_is_refused(self, content: bytes) -> None:
        with pytest.raises(ValueError, match="checkpoint"):
            chain.read_document(content)

    def test_a_document_in_another_form_is_refused(self) -> None:
        content = chain.document(self.checkpoint).replace(b",", b", ")
        with pytest.raises(ValueError, match="one form"):
            chain.read_document(content)

    def test_a_signature_holds_for_its_document_and_key_only(self) -> None:
        key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
        content = chain.document(self.checkpoint)
        signature = chain.sign(content, key)
        assert chain.check(content, signature, key.public_key())
        assert not chain.check(content + b" ", signature, key.public_key())
        assert not chain.check(content, signature[::-1], key.public_key())
        assert not chain.check(content, b"", key.public_key())
        assert not chain.check(content, signature, other.public_key())

    def test_a_witness_file_gives_back_document_and_signature(self) -> None:
        content = chain.document(self.checkpoint)
        assert chain.read_witness(chain.witness(content, b"signature")) == (content, b"signature")
        assert chain.witness_name(12) == "00000012.json"

    @pytest.mark.parametrize("file", [b"", b"[]", b'{"document":1}', b'{"document":"","signature":"?"}'])
    def test_another_file_is_no_witness(self, file: bytes) -> None:
        with pytest.raises(ValueError, match="witness"):
            chain.read_witness(file)


class TestTheKey:
    def test_it_is_made_once_and_only_its_owner_may_read_it(self, tmp_path: Path) -> None:
        path = tmp_path / "keys" / "audit.key"
        with ThreadPoolExecutor(8) as pool:
            keys = list(pool.map(lambda _: chain.load_or_create_key(path), range(8)))
        assert len({key.public_key().public_bytes_raw() for key in keys}) == 1
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert sorted(each.name for each in path.parent.iterdir()) == ["audit.key", "audit.pub"]

    def test_its_public_half_checks_signatures(self, tmp_path: Path) -> None:
        key = chain.load_or_create_key(tmp_path / "audit.key")
        public = chain.load_public_key(tmp_path / "audit.pub")
        assert chain.check(b"document", chain.sign(b"document", key), public)

    def test_a_key_that_others_may_read_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "audit.key"
        chain.load_or_create_key(path)
        path.chmod(0o640)
        with pytest.raises(PermissionError, match="chmod 600"):
            chain.load_or_create_key(path)
