"""Which matters of the made-up year come with drawn pictures, who takes them, and when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from linli.demo.history import Story
from linli.demo.pictures import AFTER, BEFORE, SCENE_OF, VARIANTS, file_name
from linli.demo.year import plan

# A picture is sent right after the report, and one of the mended thing right before it is reported back.
SENT_MINUTES, TAKEN_MINUTES = 1.0, 3.0
Move = Mapping[str, Any]


def with_pictures(random: Random, stories: Sequence[Story]) -> list[Story]:
    """The same stories; in some of those that can be drawn, pictures are added."""
    return [_photographed(random, story) for story in stories]


def _photographed(random: Random, story: Story) -> Story:
    report, scene = story.row["report"], SCENE_OF.get(story.topic.code[:5])
    share = plan()["pictures"].get(report["channel"], 0)
    if scene is None or random.random() >= share:
        return story
    moves = list(_moves(story.row["moves"], report["by"], scene, random.randrange(VARIANTS)))
    return replace(story, row={**story.row, "moves": moves})


def _moves(moves: Sequence[Move], reporter: str | None, scene: str, number: int) -> Iterator[Move]:
    """Those of the case, the pictures among them; everything happens when it happened before."""
    backs = [place for place, move in enumerate(moves) if move["verb"] == "report_back"]
    if not moves:
        yield _picture(reporter, SENT_MINUTES, file_name(scene, BEFORE, number))
    for place, move in enumerate(moves):
        wait = move["minutes_after"]
        if place == 0:
            yield _picture(reporter, early := round(min(SENT_MINUTES, wait / 2), 2), file_name(scene, BEFORE, number))
            wait = round(wait - early, 2)
        if place in backs[-1:]:
            yield _picture(
                move["by"], late := round(max(wait - TAKEN_MINUTES, wait / 2), 2), file_name(scene, AFTER, number)
            )
            wait = round(wait - late, 2)
        yield {**move, "minutes_after": wait}


def _picture(by: str | None, wait: float, name: str) -> Move:
    return {"verb": "add_photo", "by": by, "minutes_after": wait, "inputs": {"picture": name}}
