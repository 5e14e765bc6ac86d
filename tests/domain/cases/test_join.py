"""Reporting what somebody reported before: "me too"."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from psycopg import sql

from linli.cases import actions as cases
from linli.cases import offers as sealed
from linli.cases import queries
from linli.cases.models import EventClass, Photo, Report
from linli.kernel.actor import public
from linli.kernel.refusals import Refusal
from linli.kernel.territory import spoken, territory
from tests.domain.asking import at_once, attempts, case_of, lines_of, picture, refused, rows, say
from tests.domain.cases.neighbours import KIND, gather, join, offers
from tests.world import NEXT_BUILDING, OTHER_BUILDING, World, new_key

pytestmark = pytest.mark.postgres15


def test_an_open_case_of_the_same_kind_is_offered_without_words_number_or_name(world: World) -> None:
    number = world.report("A secret leak.", class_code=KIND, contact={"name": "Mrs Magnolia"})
    (offer,) = offers()
    assert (offer.class_name, offer.place, offer.days, offer.state, offer.joined) == (
        "Dirty water", "Block 1", 0, "reported", 1,
    )  # fmt: skip
    told = str(offer)
    secrets = ("secret", number, "Magnolia", f"{case_of(number).pk} ")
    assert not any(secret in told for secret in secrets)


def test_the_kind_is_known_from_the_words_too(world: World) -> None:
    world.report(class_code=KIND)
    EventClass.objects.filter(code=KIND).update(words=["脏水", "leak"])
    assert len(offers(class_code="", text="楼下有脏水流出来")) == 1
    assert len(offers(class_code="", text="A LEAK in the wall")) == 1
    assert offers(class_code="", text="The tap drips.") == []


def test_what_was_reported_a_season_ago_is_offered_no_more(world: World) -> None:
    world.report(class_code=KIND)
    for days, count in ((settings.LINLI_OFFER_DAYS - 1, 1), (settings.LINLI_OFFER_DAYS + 1, 0)):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            assert len(offers()) == count


def test_the_words_of_the_case_itself_cannot_be_tried_out(world: World) -> None:
    world.report("My neighbour beats the child.", class_code=KIND)
    assert offers(class_code="", text="My neighbour beats the child.") == []


def test_what_has_no_class_or_a_confidential_one_is_offered_to_nobody(world: World) -> None:
    world.report("No class yet.")
    world.report(class_code=KIND)
    EventClass.objects.filter(code=KIND).update(is_confidential=True)
    assert offers() == []


def test_what_nobody_has_filed_yet_is_offered_by_the_class_that_its_words_name(world: World) -> None:
    words = "Dirty water runs down, said the secret witness."
    number = world.report(words)
    world.report("Something else.")
    (offer,) = offers(class_code="", text=words)
    assert (offer.class_name, queries.offered(offer.offer).number) == ("Dirty water", number)
    assert "secret" not in str(offer)
    assert len(offers()) == 1
    assert offers(class_code="", text="said the secret witness") == []
    assert join(world, text=words).receipt.number == number
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        assert offers() == []


def test_what_nobody_has_filed_yet_is_not_offered_where_its_words_name_what_is_not_shown(world: World) -> None:
    world.report("Dirty water, and litter in the street.")
    EventClass.objects.filter(code="06010").update(is_confidential=True, words=["litter"])
    assert offers() == []


@pytest.mark.parametrize("building", [OTHER_BUILDING, NEXT_BUILDING])
def test_what_lies_further_away_is_not_offered(world: World, building: str) -> None:
    world.report(class_code=KIND)
    assert offers(building) == []


def test_what_has_ended_is_not_offered(world: World) -> None:
    world.drive(world.report(class_code=KIND), "void")
    assert offers() == []


def test_an_unknown_class_is_refused_by_name(world: World) -> None:
    with refused("invalid", field="class", reason="unknown_class"):
        offers(class_code="99999")


def test_looking_costs_the_same_for_one_case_and_for_forty(world: World) -> None:
    counts = []
    for more in (1, 39):
        for _ in range(more):
            world.report(class_code=KIND)
        with CaptureQueriesContext(connection) as seen:
            assert offers()
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_whoever_joins_has_a_report_and_a_code_of_their_own(world: World) -> None:
    number = world.report(class_code=KIND)
    filed = join(world, text="Here too.", contact={"phone": "13900000001"})
    assert filed.receipt.number == number
    assert filed.code != world.codes[number]
    case = case_of(number)
    assert (case.text, case.version, lines_of(number)[-1].verb) == ("The tap leaks.", 2, "join")
    assert lines_of(number)[-1].actor == "public"
    assert offers()[0].joined == 2


def test_a_reporter_sees_the_own_report_and_never_another_s(world: World) -> None:
    street = gather(world, contact={"name": "Mrs Ma"})
    for place, holder in enumerate(street.holders):
        data, sha256 = picture(place)
        cases.add_photo(holder, street.number, data=data, sha256=sha256)
    cases.add_photo(world.lin, street.number, data=picture(9)[0], sha256=picture(9)[1])
    for place, holder in enumerate(street.holders):
        with territory(holder):
            report, case = queries.one_of_code(holder)
            assert report.pk == street.report_ids[place]
            assert [r.pk for r in queries.reports_of(holder, case)] == [report.pk]
            assert len(queries.contacts(holder, case)) == place
            assert {p.report_id for p in queries.photos(holder, case)} == {report.pk, None}


@pytest.mark.parametrize("table", ["cases_report", "cases_photo", "cases_contact", "cases_message", "cases_rating"])
def test_the_database_itself_shows_a_code_no_other_report(world: World, table: str) -> None:
    street = gather(world, "void", contact={"name": "Mrs Ma"})
    for holder in street.holders:
        cases.answer_message(holder, street.number, text="Words.")
        cases.rate(holder, street.number, level="satisfied", is_solved=True)
    cases.note(world.chen, street.number, text="He shouts.")
    column = "id" if table == "cases_report" else "report_id"
    for place, holder in enumerate(street.holders):
        say(spoken(holder))
        seen = sql.SQL("SELECT {} FROM {}").format(sql.Identifier(column), sql.Identifier(table)).as_string()
        assert {row[0] for row in rows(seen)} <= {street.report_ids[place], None}
        assert rows("SELECT count(*) FROM cases_remark") == [(0,)]


def test_whoever_joins_sees_the_case_neither_before_nor_after_without_the_code(world: World) -> None:
    number = world.report(class_code=KIND)
    join(world)
    with territory(world.li), refused("not_found"):
        queries.one(world.li, number)
    say(spoken(world.li))
    assert rows("SELECT count(*) FROM cases_case") == [(0,)]


def test_a_colleague_from_the_next_street_gains_no_sight_by_joining(world: World) -> None:
    number = world.report(class_code=KIND)
    join(world, by=world.stranger, channel="patrol")
    with territory(world.stranger), refused("not_found"):
        queries.one(world.stranger, number)


def test_a_grid_worker_who_saw_it_too_neither_handles_nor_closes_it(world: World) -> None:
    number = world.report(class_code=KIND)
    join(world, by=world.zhao, channel="patrol")
    world.drive(number, "file", "dispatch", "accept")
    with refused("separation_of_duties", duty="handler", standing="observer"):
        world.act(number, "start")


def test_a_case_that_ended_meanwhile_is_told_and_nothing_is_kept(world: World) -> None:
    number = world.report(class_code=KIND)
    (offer,) = offers()
    world.drive(number, "void")
    with refused("rule", field="joins", rule="joined_case_ended"):
        cases.join(world.li, new_key(), offer.offer, text="Here too.")
    with territory(world.chen):
        assert Report.objects.visible_to(world.chen).count() == 1
    assert attempts() == [("public", "case.join", number, "illegal_move")]


@pytest.mark.parametrize("offer", ["", "made-up", "gAAAAA" * 20, "口"])
def test_an_offer_that_we_did_not_make_is_refused(world: World, offer: str) -> None:
    with refused("invalid", field="joins", reason="offer_expired"):
        cases.join(world.li, new_key(), offer, text="Here too.")


def test_an_offer_is_good_for_half_an_hour(world: World) -> None:
    world.report(class_code=KIND)
    (offer,) = offers()
    with (
        time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False),
        refused("invalid", field="joins", reason="offer_expired"),
    ):
        cases.join(world.li, new_key(), offer.offer, text="Here too.")


def test_an_offer_of_another_installation_is_none(world: World) -> None:
    number = world.report(class_code=KIND)
    foreign = sealed.seal("another secret", sealed.Offered(case_of(number).pk, number), int(time.time()))
    assert sealed.unseal(settings.SECRET_KEY, foreign, int(time.time())) is None


def test_the_same_key_joins_once_and_another_report_with_it_is_refused(world: World) -> None:
    number, key = world.report(class_code=KIND), new_key()
    (offer,) = offers()
    first = cases.join(world.li, key, offer.offer, text="Here too.")
    assert cases.join(world.li, key, offers()[0].offer, text="Here too.") == first
    assert case_of(number).version == 2
    with refused("key_reused"):
        cases.join(world.li, key, offer.offer, text="Something else.")
    with refused("key_missing"):
        cases.join(world.li, "", offer.offer, text="Here too.")


def test_eight_neighbours_at_once_all_join(committed: World) -> None:
    number = committed.report(class_code=KIND)
    (offer,) = offers()
    answers = at_once(8, lambda n: cases.join(public(), new_key(), offer.offer, text=f"{n}"))
    assert not [answer for answer in answers if isinstance(answer, Refusal)]
    assert case_of(number).version == 9
    assert [line.version for line in lines_of(number)] == list(range(1, 10))


def test_words_a_contact_and_a_channel_are_checked_as_for_any_report(world: World) -> None:
    world.report(class_code=KIND)
    with refused("missing_input", field="text"):
        join(world, text=" ")
    with refused("invalid", field="text", reason="too_long"):
        join(world, text="x" * 2001)
    with refused("invalid", field="channel", reason="unknown_channel"):
        join(world, channel="phone")
    with refused("invalid", field="contact", reason="anonymous_with_contact"):
        join(world, contact={"phone": "13800000067"}, is_anonymous=True)


def test_two_neighbours_may_send_the_same_picture(world: World) -> None:
    street = gather(world)
    data, sha256 = picture()
    for holder in street.holders:
        cases.add_photo(holder, street.number, data=data, sha256=sha256)
    with territory(world.chen):
        assert Photo.objects.visible_to(world.chen).count() == 2
