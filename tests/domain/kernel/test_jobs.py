"""Background work that tidies up."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from linli.cases import actions as cases
from linli.kernel import allowances, files, jobs
from linli.kernel.actions import Target
from linli.kernel.models import Allowance, IdempotencyKey
from tests.domain.asking import case_of, in_state, picture, refused
from tests.world import World, new_key

pytestmark = [pytest.mark.postgres15, pytest.mark.django_db(databases=["default", "relay"])]
NOW = datetime(2026, 3, 2, 2, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "LINLI_DATA_DIR", tmp_path)
    return tmp_path


def test_keys_are_remembered_for_thirty_days(committed: World) -> None:
    with time_machine.travel(NOW, tick=False):
        target = Target(in_state(committed, "filed"), key=new_key())
        first = cases.dispatch(committed.chen, target, unit="street/water")
    with time_machine.travel(NOW + timedelta(days=29, hours=23), tick=False):
        jobs.tidy(0)
        assert cases.dispatch(committed.chen, target, unit="street/water") == first
    with time_machine.travel(NOW + timedelta(days=30, minutes=1), tick=False):
        jobs.tidy(0)
        assert not IdempotencyKey.objects.filter(key=target.key).exists()


def test_a_source_is_refused_beyond_what_it_is_allowed_until_the_window_ends() -> None:
    with time_machine.travel(NOW, tick=False):
        for _ in range(3):
            allowances.take("reports", "203.0.113.7", allowed=3, seconds=3600)
        with refused("too_many", retry_after=50 * 60 + 1):
            allowances.take("reports", "203.0.113.7", allowed=3, seconds=3600)
        allowances.take("reports", "203.0.113.8", allowed=3, seconds=3600)
        allowances.take("sign_in", "203.0.113.7", allowed=3, seconds=3600)
    with time_machine.travel(NOW + timedelta(minutes=50), tick=False):
        allowances.take("reports", "203.0.113.7", allowed=3, seconds=3600)


def test_tidying_up_gives_nobody_a_fresh_allowance(committed: World) -> None:
    with time_machine.travel(NOW, tick=False):
        allowances.take("reports", "203.0.113.7", allowed=1, seconds=3600)
        jobs.tidy(0)
        with refused("too_many"):
            allowances.take("reports", "203.0.113.7", allowed=1, seconds=3600)
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        jobs.tidy(0)
    assert not Allowance.objects.exists()


def test_a_source_is_kept_only_as_a_digest_that_changes_every_day() -> None:
    with time_machine.travel(NOW, tick=False):
        allowances.take("reports", "203.0.113.7", allowed=9, seconds=3600)
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        allowances.take("reports", "203.0.113.7", allowed=9, seconds=3600)
    buckets = list(Allowance.objects.values_list("bucket", flat=True))
    assert len(set(buckets)) == 2
    assert not any("203.0.113.7" in bucket for bucket in buckets)


def aged(sha256: str, hours: float) -> Path:
    place = files.path_of(sha256)
    then = (timezone.now() - timedelta(hours=hours)).timestamp()
    os.utime(place, (then, then))
    return place


def test_bytes_to_which_no_row_points_are_swept_after_a_day() -> None:
    fresh, old = files.path_of(files.keep(b"fresh")), aged(files.keep(b"old"), 25)
    assert files.sweep() == 1
    assert fresh.exists()
    assert not old.exists()


def test_bytes_that_are_kept_again_are_as_new() -> None:
    sha256 = files.keep(b"again")
    aged(sha256, 25)
    assert files.keep(b"again") == sha256
    assert files.sweep() == 0


def test_bytes_of_a_picture_are_never_swept(world: World) -> None:
    data, sha256 = picture()
    photo = cases.add_photo(world.lin, world.report(), data=data, sha256=sha256)
    place = aged(photo.file_id, 24 * 365)
    assert files.sweep() == 0
    assert place.exists()
    assert case_of(photo.case.number).version == 2


def test_kept_bytes_are_whole_and_readable_by_their_owner_only(data_dir: Path) -> None:
    place = files.path_of(files.keep(b"picture"))
    assert place.read_bytes() == b"picture"
    assert place.stat().st_mode & 0o077 == 0
    assert list(place.parent.iterdir()) == [place]
