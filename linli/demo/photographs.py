"""Which matters of the made-up year come with drawn pictures, who takes them, and when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from linli.demo.classes import shown_afterwards
from linli.demo.history import Story
from linli.demo.pictures import AFTER, BEFORE, SCENE_OF, VARIANTS, file_name
from linli.demo.sentences import NO_PICTURE
from linli.demo.year import plan

# A picture is sent right after the report, and one of the mended thing right before it is reported back.
SENT_MINUTES, TAKEN_MINUTES = 1.0, 3.0
# By which somebody says what became of it, and of which there is something to show; on the spot there always is.
HANDING_IN, SHOWN = ("report_back", "self_handle"), ("done", "partly")
Move = Mapping[str, Any]


def with_pictures(random: Random, stories: Sequence[Story]) -> list[Story]:
    """The same stories; in some of those that can be drawn, pictures are added, and in all whose class needs one a
    picture of afterwards, or the reason why there is none."""
    return [_shown(random, _photographed(random, story)) for story in stories]


def _photographed(random: Random, story: Story) -> Story:
    report, scene = story.row["report"], SCENE_OF.get(story.topic.code[:5])
    share = plan()["pictures"].get(report["channel"], 0)
    if scene is None or random.random() >= share:
        return story
    number = random.randrange(VARIANTS)
    moves = list(_reported(story.row["moves"], report["by"], file_name(scene, BEFORE, number)))
    if story.topic.code not in shown_afterwards():
        moves = list(_mended(moves, file_name(scene, AFTER, number)))
    return replace(story, row={**story.row, "moves": moves})


def _reported(moves: Sequence[Move], reporter: str | None, name: str) -> Iterator[Move]:
    """Those of the case after a picture by its reporter; everything happens when it happened before."""
    wait = moves[0]["minutes_after"] if moves else 2 * SENT_MINUTES
    early = round(min(SENT_MINUTES, wait / 2), 2)
    yield _picture(reporter, early, name)
    for move in moves[:1]:
        yield {**move, "minutes_after": round(wait - early, 2)}
    yield from moves[1:]


def _mended(moves: Sequence[Move], name: str) -> Iterator[Move]:
    """With a picture of the mended thing before it is reported back for good."""
    backs = [place for place, move in enumerate(moves) if move["verb"] == "report_back"]
    for place, move in enumerate(moves):
        is_mended = place in backs[-1:] and move["inputs"]["outcome"] in SHOWN
        yield from _taken(move, name) if is_mended else (move,)


def _shown(random: Random, story: Story) -> Story:
    """Every round of a class that needs it ends with a picture of afterwards, or the reason why there is none."""
    if story.topic.code not in shown_afterwards():
        return story
    scene = SCENE_OF[story.topic.code[:5]]
    moves = list(_evident(random, story.row["moves"], scene))
    row = {**story.row, "moves": moves}
    if "if_drawn" in row and any("without_photo" in move["inputs"] for move in moves):
        row["if_drawn"] = [_accepted(move) for move in row["if_drawn"]]
    return replace(story, row=row)


def _evident(random: Random, moves: Sequence[Move], scene: str) -> Iterator[Move]:
    is_missing = False
    for move in moves:
        if move["verb"] in HANDING_IN:
            is_done = move["inputs"]["outcome"] in SHOWN
            is_missing = is_done and random.random() < plan()["evidence"]["missing"]
            if not is_done and move["verb"] != "self_handle":
                yield move
            elif is_missing:
                why = {"without_photo": random.choice(NO_PICTURE)}
                yield {**move, "inputs": {**move["inputs"], **why}}
            else:
                yield from _taken(move, file_name(scene, AFTER, random.randrange(VARIANTS)))
        else:
            yield _accepted(move) if is_missing else move


def _accepted(move: Move) -> Move:
    """Whoever checks it knows that there is no picture."""
    if move["verb"] != "check_pass":
        return move
    return {**move, "inputs": {**move["inputs"], "accepts_without_photo": True}}


def _taken(move: Move, name: str) -> Iterator[Move]:
    """The move after a picture by whoever makes it, at the time at which it was made before."""
    wait = move["minutes_after"]
    late = round(max(wait - TAKEN_MINUTES, wait / 2), 2)
    yield _picture(move["by"], late, name, after=True)
    yield {**move, "minutes_after": round(wait - late, 2)}


def _picture(by: str | None, wait: float, name: str, **more: bool) -> Move:
    return {"verb": "add_photo", "by": by, "minutes_after": wait, "inputs": {"picture": name, **more}}
