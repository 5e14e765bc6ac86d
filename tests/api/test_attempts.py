"""The API keeps what staff try in vain as the pages do."""

from hashlib import sha256

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.conftest import People
from tests.domain.asking import attempts
from tests.world import NEXT_BUILDING, World

NOBODYS = "20260101999999"


def test_looks_and_moves_on_others_cases_are_kept_and_answered_alike(world: World, people: People) -> None:
    there = world.report(building=NEXT_BUILDING)
    assert people["chen"].get("/me").status_code == 200
    answers = []
    for number in (there, NOBODYS):
        with CaptureQueriesContext(connection) as asked:
            look = people["chen"].get(f"/cases/{number}")
            lines = people["chen"].get(f"/cases/{number}/timeline")
            move = people["chen"].post(f"/cases/{number}/void", {"reason": "None."}, If_Match='"1"')
            photo = people["chen"].put(f"/cases/{number}/photos/{sha256(b'a').hexdigest()}", b"a")
        answers.append(([(a.status_code, a.content) for a in (look, lines, move, photo)], len(asked)))
    assert answers[0] == answers[1]
    assert {status for status, _ in answers[0][0]} == {404}
    kept = [(action, number) for _, action, number, _ in attempts()]
    tried = ("case.view", "case.view", "case.void", "case.view")
    assert kept == [(action, number) for number in (there, NOBODYS) for action in tried]


def test_the_public_leaves_nothing(world: World, people: People) -> None:
    assert people["li"].get(f"/cases/{world.report()}").status_code == 401
    assert attempts() == []
