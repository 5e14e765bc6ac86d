"""What the pages take over of others' styles."""

from linli.ops.assets import without_sidebars


def test_rules_that_look_for_a_bar_at_the_side_are_left_out_and_nothing_else() -> None:
    kept = "@media (min-width:1px){.navbar{top:0}.steps:not(:has(>.step-item)){gap:0}}.navbar-vertical{left:0}"
    dropped = '.page:has(> [class*="navbar-expand"]:not(.navbar-vertical))>.page-wrapper{margin:0}'
    assert without_sidebars(dropped + kept.replace(".navbar{", f"{dropped}.navbar{{")) == kept
