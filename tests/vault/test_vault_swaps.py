"""V-06: whoever can write rows can move sealed bodies about; moved, they are `Tampered`, never words in the wrong place."""

import json
import time
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import models

from tests.conftest import Cast, Person
from tirek.conversations.actions import talking
from tirek.conversations.actions.delivering import lease
from tirek.conversations.header import Address
from tirek.conversations.models import Contact, DeadLetter, Draft, Outbox, Thread
from tirek.conversations.words import pack, unpack
from tirek.vault.actions.reading import OpenSafe
from tirek.vault.actions.safes import grant_context, header_context, leaf_context
from tirek.vault.actions.sealing import open_from_relay, open_setting, seal_setting, seal_to_relay
from tirek.vault.errors import NoGrant, Tampered
from tirek.vault.models import Leaf, Safe, SafeGen

FIRST, SECOND, ELSEWHERE = "canary one", "canary two", "canary of somebody else"


class Scene:
    """Two conversations in one team: one with two letters and a note, one with a letter."""

    def __init__(self, cast: Cast, person: Person, reader: Callable) -> None:
        self.cast, self.reader = cast, reader(cast.worker)
        person.writes(FIRST)
        self.thread = person.writes(SECOND)
        self.other = person.writes(ELSEWHERE, chat=5550002)
        talking.write_note(thread=self.thread, words="a note inside", once=uuid4(), by=cast.worker, reader=self.reader)

    def opened(self, thread: Thread | None = None) -> OpenSafe:
        return self.reader.open(Safe.objects.get(pk=(thread or self.thread).safe_id))

    def leaf(self, words: str, thread: Thread | None = None) -> Leaf:
        opened = self.opened(thread)
        return next(leaf for leaf in opened.safe.leaves.all() if unpack(opened.words(leaf)).text == words)

    def now_says(self, leaf: Leaf) -> str:
        """What stands in this row as it is in the database now."""
        row = Leaf.objects.get(pk=leaf.pk)
        return unpack(self.reader.open(row.safe).words(row)).text


@pytest.fixture
def scene(cast: Cast, person: Person, reader) -> Scene:
    return Scene(cast, person, reader)


def _exchange(one: models.Model, other: models.Model, column: str) -> None:
    kept, moved = getattr(one, column), getattr(other, column)
    type(one)._default_manager.filter(pk=one.pk).update(**{column: moved})
    type(other)._default_manager.filter(pk=other.pk).update(**{column: kept})


def test_v06_every_part_of_a_rows_place_is_bound() -> None:
    """Keys differ too between safes and between halves; each of the two walls stands for itself."""
    safe, other = uuid4(), uuid4()
    leaves = [leaf_context(safe, 1, 1, "T"), leaf_context(other, 1, 1, "T"), leaf_context(safe, 2, 1, "T"), leaf_context(safe, 1, 2, "T")]
    leaves += [leaf_context(safe, 1, 1, "F"), header_context(safe, 1), header_context(other, 1), header_context(safe, 2)]
    grants = [grant_context(safe, 1, other), grant_context(other, 1, safe), grant_context(safe, 2, other), grant_context(safe, 1, safe)]
    assert len({*leaves, *grants}) == len(leaves) + len(grants)


def test_v06_untouched_rows_open(scene: Scene) -> None:
    for words, thread in ((FIRST, None), (SECOND, None), ("a note inside", None), (ELSEWHERE, scene.other)):
        assert scene.now_says(scene.leaf(words, thread)) == words


def test_v06_two_bodies_of_one_safe_exchanged(scene: Scene) -> None:
    one, two = scene.leaf(FIRST), scene.leaf(SECOND)
    _exchange(one, two, "body")
    for leaf in (one, two):
        with pytest.raises(Tampered):
            scene.now_says(leaf)


def test_v06_a_body_of_another_safe(scene: Scene) -> None:
    one, foreign = scene.leaf(FIRST), scene.leaf(ELSEWHERE, scene.other)
    _exchange(one, foreign, "body")
    for leaf in (one, foreign):
        with pytest.raises(Tampered):
            scene.now_says(leaf)


def test_v06_a_whole_row_moved_to_another_safe(scene: Scene) -> None:
    foreign = scene.leaf(ELSEWHERE, scene.other)
    Leaf.objects.filter(pk=foreign.pk).update(safe=scene.thread.safe_id, seq=40)
    with pytest.raises(Tampered):
        scene.now_says(foreign)


@pytest.mark.parametrize("column, value", [("gen", 2), ("gen", 0), ("seq", 41), ("half", "F")])
def test_v06_a_row_that_calls_itself_something_else(scene: Scene, column: str, value: int | str) -> None:
    leaf = scene.leaf(FIRST)
    Leaf.objects.filter(pk=leaf.pk).update(**{column: value})
    with pytest.raises(Tampered):
        scene.now_says(leaf)


def test_v06_a_note_passed_off_as_words_of_the_talk(scene: Scene) -> None:
    """The file half must never become readable in the half that one day is the person's too."""
    note = scene.leaf("a note inside")
    assert note.half == Leaf.Half.FILE
    Leaf.objects.filter(pk=note.pk).update(half=Leaf.Half.TALK)
    with pytest.raises(Tampered):
        scene.now_says(note)


def test_v06_an_old_body_played_again_as_a_new_leaf(scene: Scene) -> None:
    old = scene.leaf(FIRST)
    again = Leaf.objects.create(safe_id=old.safe_id, gen=1, seq=50, half=old.half, at_min=old.at_min, body=old.body)
    with pytest.raises(Tampered):
        scene.now_says(again)


def test_v06_a_members_body_played_again_in_the_other_half(scene: Scene) -> None:
    """The same for what a member wrote himself (sealed with the safe's own key, not to its public one)."""
    opened = scene.opened()
    own = opened.leaf(seq=60, half=Leaf.Half.TALK, words=b"own words")
    assert opened.words(own) == b"own words"
    for column, value in (("seq", 61), ("gen", 2), ("half", Leaf.Half.FILE)):
        moved = Leaf(**{"safe": own.safe, "gen": own.gen, "seq": own.seq, "half": own.half, "body": own.body, column: value})
        with pytest.raises(Tampered):
            opened.words(moved)


def test_v06_the_header_of_another_safe(scene: Scene) -> None:
    _exchange(Safe.objects.get(pk=scene.thread.safe_id), Safe.objects.get(pk=scene.other.safe_id), "header")
    for thread in (scene.thread, scene.other):
        with pytest.raises(Tampered):
            scene.opened(thread).header()


def test_v06_a_leaf_passed_off_as_the_header(scene: Scene) -> None:
    Safe.objects.filter(pk=scene.thread.safe_id).update(header=scene.leaf("a note inside").body)
    with pytest.raises(Tampered):
        scene.opened().header()


@pytest.mark.parametrize("column", ["unit", "file_pub"])
def test_v06_the_generation_of_another_safe(scene: Scene, column: str) -> None:
    mine, theirs = SafeGen.objects.get(safe=scene.thread.safe_id), SafeGen.objects.get(safe=scene.other.safe_id)
    leaf = scene.leaf(FIRST)
    _exchange(mine, theirs, column)
    with pytest.raises(Tampered):
        scene.now_says(leaf)


def test_v06_a_talk_key_of_somebody_else_closes_what_was_sealed_before(scene: Scene) -> None:
    """What is sealed to a slipped-in key from now on is a matter of signatures (V-12, with their own issue)."""
    leaf = scene.leaf(FIRST)
    _exchange(SafeGen.objects.get(safe=scene.thread.safe_id), SafeGen.objects.get(safe=scene.other.safe_id), "talk_pub")
    with pytest.raises(Tampered):
        scene.now_says(leaf)


def test_v06_a_unit_that_is_gone_closes_the_safe(scene: Scene) -> None:
    SafeGen.objects.filter(safe=scene.thread.safe_id).update(unit=uuid4())
    with pytest.raises(NoGrant):
        scene.opened()
    assert scene.now_says(scene.leaf(ELSEWHERE, scene.other)) == ELSEWHERE, "and no other one"


def test_v06_a_draft_of_a_colleague_or_of_another_conversation(scene: Scene) -> None:
    opened, cast = scene.opened(), scene.cast
    talking.keep_draft(thread=scene.thread, words="half a sentence", form=talking.Form(uuid4()), by=cast.worker, opened=opened)
    kept = bytes(Draft.objects.get().body)
    assert opened.open_draft(cast.worker.principal_id, kept) == b"half a sentence"
    with pytest.raises(Tampered):
        opened.open_draft(cast.teammate.principal_id, kept)
    with pytest.raises(Tampered):
        scene.opened(scene.other).open_draft(cast.worker.principal_id, kept)


def _is_stopped(row: Outbox) -> None:
    """Nothing goes out, the row says so loudly, and the rest of the outbox goes on."""
    assert lease(row_id=row.id, now=time.time()) is None
    row.refresh_from_db()
    assert (row.state, row.error) == (Outbox.State.FAILED, "not_cleared")


def test_v06_the_payloads_of_two_messages_on_their_way_exchanged(scene: Scene) -> None:
    """Words for one person must not go to another: neither is opened, so nothing is sent."""
    rows = [Outbox.objects.filter(thread=thread).first() for thread in (scene.thread, scene.other)]
    one, two = (row for row in rows if row is not None)
    _exchange(one, two, "payload")
    for row in (one, two):
        row.refresh_from_db()
        with pytest.raises(Tampered):
            open_from_relay("outbox.payload", row.key, bytes(row.payload or b""))
        _is_stopped(row)


def test_v06_the_key_of_another_message_does_not_help(scene: Scene) -> None:
    one, two = (Outbox.objects.filter(thread=thread).earliest("id") for thread in (scene.thread, scene.other))
    Outbox.objects.filter(pk=one.pk).update(key=uuid4())
    _is_stopped(one)
    parcel = lease(row_id=two.id, now=time.time())
    assert parcel is not None
    assert parcel.message.text


def test_v06_a_payload_with_other_words_is_not_the_one_that_was_cleared(scene: Scene) -> None:
    """Whoever holds the boot key could seal a payload of his own; what was cleared is still something else."""
    row = Outbox.objects.filter(thread=scene.thread).earliest("id")
    forged = json.dumps({"to": "5550001", "text": "other words", "buttons": []}).encode()
    Outbox.objects.filter(pk=row.pk).update(payload=seal_to_relay("outbox.payload", row.key, forged))
    _is_stopped(row)


def test_v06_the_addresses_of_two_people_exchanged(scene: Scene) -> None:
    one, two = (Contact.objects.get(thread=thread) for thread in (scene.thread, scene.other))
    _exchange(one, two, "address")
    for contact in (one, two):
        contact.refresh_from_db()
        with pytest.raises(Tampered):
            Address.opened(contact.id, bytes(contact.address))


def test_v06_one_column_sealed_to_the_relay_passed_off_as_another(scene: Scene) -> None:
    row = uuid4()
    blob = seal_to_relay("dead_letter.body", row, b"words")
    assert open_from_relay("dead_letter.body", row, blob) == b"words"
    for name, other in (("outbox.payload", row), ("dead_letter.body", DeadLetter().id)):
        with pytest.raises(Tampered):
            open_from_relay(name, other, blob)


def test_v06_a_token_of_another_account(scene: Scene) -> None:
    row = uuid4()
    blob = seal_setting("channel_account.sealed", row, b"token")
    assert open_setting("channel_account.sealed", row, blob) == b"token"
    for name, other in (("channel_account.sealed", uuid4()), ("channel_account.path", row)):
        with pytest.raises(Tampered):
            open_setting(name, other, blob)


def test_v06_swapped_words_are_on_no_page(scene: Scene, sign_in) -> None:
    """Through the URL: a page that cannot be trusted is a fault without a single word, not a page with the wrong ones."""
    _exchange(scene.leaf(FIRST), scene.leaf(ELSEWHERE, scene.other), "body")
    browser = sign_in(scene.cast.worker)
    browser.raise_request_exception = False
    page = browser.get(f"/desk/{scene.thread.safe_id}/")
    assert page.status_code == 500
    assert not [words for words in (FIRST, SECOND, ELSEWHERE) if words in page.content.decode()]


def test_the_words_of_a_leaf_survive_their_own_form(scene: Scene) -> None:
    said = unpack(scene.opened().words(scene.leaf(FIRST)))
    assert unpack(pack(said)) == said
