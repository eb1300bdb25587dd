"""Receiving letters: a handful at once, in a few statements, in one transaction, before anybody is answered.

The steps stand in `receive`. Everything it needs of the words happens on plain text in memory; what it writes is sealed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from operator import attrgetter
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tirek.channels.base import EventType, InboundEvent
from tirek.channels.models import Account
from tirek.conversations.actions import own_cues
from tirek.conversations.actions.agreeing import take_effect
from tirek.conversations.actions.answering import Due, Voice, queue_answers
from tirek.conversations.actions.places import Place
from tirek.conversations.actions.raising import raised_by
from tirek.conversations.consenting import Word, pressed
from tirek.conversations.cues import NOW, read_ahead
from tirek.conversations.header import Address, Header
from tirek.conversations.how_i_am import is_step
from tirek.conversations.models import Contact, ExternalRef, SeenEvent, Thread, insert_new
from tirek.conversations.news import BELL, News
from tirek.conversations.words import Said, pack, said_by
from tirek.kit.refusals import TryLater
from tirek.ledger.actions import entry, record_all
from tirek.ledger.models import Entry
from tirek.ledger.verbs import Verb
from tirek.vault.actions.marks import contact_mark, event_mark
from tirek.vault.actions.safes import make_safes, move_on, sealers
from tirek.vault.errors import ShredStoreDown
from tirek.vault.models import Leaf, Principal, Safe, SafeGen, this_minute

Key = tuple[UUID, bytes]
"""(account, mark)"""
THREAD_STATE = ("closed_min", "is_blocked", "greeted_min", "questioned_min", "told_closed_min", "wish_seq", "own_words_min")
"""What a letter may change of its thread."""
state_of = attrgetter(*THREAD_STATE)
TRIES = 5


class MetElsewhere(Exception):
    """Somebody who writes for the first time was met by another process at this very moment."""


@dataclass(frozen=True)
class Letter:
    """One event of one account, on its way in. Its marks are made once: each costs a keyed hash."""

    account: Account
    event: InboundEvent

    @cached_property
    def seen_as(self) -> Key:
        return self.account.id, event_mark(self.account.id, self.event.event_key)

    @cached_property
    def sender(self) -> Key:
        return self.account.id, contact_mark(self.account.id, self.event.conversation_ref or "")

    @cached_property
    def own_reference(self) -> Key | None:
        return self.reference(self.event.external_id)

    def reference(self, external_id: str | None) -> Key | None:
        """The mark of a message of this conversation."""
        if not external_id:
            return None
        return self.account.id, event_mark(self.account.id, f"m:{self.event.conversation_ref}:{external_id}")


@dataclass(slots=True)
class Heard:
    """What one set of letters comes to, before it is written."""

    leaves: list[Leaf] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    due: list[Due] = field(default_factory=list)
    consents: list[tuple[Place, Leaf, Word]] = field(default_factory=list)
    passing: list[tuple[Place, Leaf, Said]] = field(default_factory=list)


def receive(*, letters: Sequence[Letter]) -> list[tuple[UUID, int]]:
    """Receive a set of letters, all or none; gives (safe, last number) of every thread that has something new.

    Whoever writes for the first time may be met in two processes at the same moment: then the second one begins anew,
    and finds him known.
    """
    voice = Voice(datetime.now(UTC))
    read_ahead((said_by(letter.event, reply=None, target=None) for letter in letters), voice.organisation)  # before the pen is taken
    for _again in range(TRIES):
        try:
            return _receive(letters, voice)
        except MetElsewhere:
            continue
    raise TryLater(_("Too many people write at this moment. Nothing was lost; please try again."))


@transaction.atomic
def _receive(letters: Sequence[Letter], voice: Voice) -> list[tuple[UUID, int]]:
    fresh = _first_seen(letters)
    if not fresh:
        return []
    places = _places_of(fresh)
    targets = _targets_of(fresh)
    before = {key: state_of(place.thread) for key, place in places.items()}
    heard = Heard()
    for letter, said in _numbered(fresh, places, targets):
        _hear(letter, said, places[letter.sender], heard, voice)
    Leaf.objects.bulk_create(heard.leaves)
    for place, leaf, word in heard.consents:
        leaf.safe = place.thread.safe = place.safe
        take_effect(leaf=leaf, word=word, thread=place.thread)
    for place, leaf, told in heard.passing:
        own_cues.take_up(place, leaf, told)
    if heard.due:
        queue_answers(heard.due, voice.organisation)
    _move_on(places, before)
    record_all(heard.entries)
    news = [(place.safe.id, place.seq) for place in places.values()]
    BELL.ring(News(news, person=True, deliver=bool(heard.due)))
    return news


def _first_seen(letters: Sequence[Letter]) -> list[Letter]:
    """The letters never seen before, once each; their marks are written in the same statement that asks."""
    marks = sorted({letter.seen_as for letter in letters})
    new = insert_new(SeenEvent, ("account_id", "mark", "day"), [(account, mark, this_minute() // 1440) for account, mark in marks])
    fresh = []
    for letter in letters:
        if letter.seen_as in new:
            new.discard(letter.seen_as)
            fresh.append(letter)
    return fresh


def _places_of(letters: Sequence[Letter]) -> dict[Key, Place]:
    """A place for every sender; strangers get theirs first. Safes are locked in id order before anything is added."""
    senders = {letter.sender: letter for letter in letters}
    known = _known_places(senders)
    strangers = {key: letter for key, letter in senders.items() if key not in known}
    if strangers:
        known |= _make_places(strangers)
    return known


def _known_places(senders: Iterable[Key]) -> dict[Key, Place]:
    """Those who have written before. Safes are locked first: what stands in threads and contacts is read after the wait."""
    keys = list(senders)
    contacts = Contact.objects.filter(account__in={account for account, _ in keys}, mark__in=[mark for _, mark in keys])
    safes = {safe.id: safe for safe in Safe.objects.locked(contacts.values_list("thread_id", flat=True))}
    if not safes:
        return {}
    seal = sealers(gen for gen in SafeGen.objects.filter(safe__in=safes) if gen.gen == safes[gen.safe_id].gen)
    if len(seal) < len(safes):
        raise ShredStoreDown(_("The key store lacks a key of a known conversation. Nothing is accepted that could not be opened."))
    return {
        (contact.account_id, bytes(contact.mark)): Place(contact, contact.thread, safes[contact.thread_id], seal[contact.thread_id])
        for contact in contacts.select_related("thread")
        if contact.thread_id in safes  # somebody who was met elsewhere a moment ago is nobody's place yet
    }


def _make_places(strangers: dict[Key, Letter]) -> dict[Key, Place]:
    """Safes, threads and contacts for people who write for the first time, account by account."""
    made: dict[Key, Place] = {}
    paper = list(Principal.objects.filter(kind=Principal.Kind.PAPER))
    for account in {letter.account.id: letter.account for letter in strangers.values()}.values():
        own = {key: letter for key, letter in strangers.items() if letter.account.id == account.id}
        members = [account.team.intake, account.team.oversight, *paper]
        headers = [Header.of(letter.event) for letter in own.values()]
        safes = make_safes(headers=[header.packed() for header in headers], members=members)
        for (key, letter), header, (safe, sealer) in zip(own.items(), headers, safes, strict=True):
            thread = Thread(safe=safe, account=account)
            contact = Contact(account=account, mark=key[1], thread=thread)
            contact.address = Address(letter.event.conversation_ref or "", header.language).sealed(contact.id)
            made[key] = Place(contact, thread, safe, sealer, is_new=True)
    Thread.objects.bulk_create([place.thread for place in made.values()])
    _name_them([place.contact for place in made.values()])
    return made


def _name_them(contacts: Sequence[Contact]) -> None:
    """From now on these senders are known, and by nobody else's thread. Keys in order: two sets cannot wait for each other."""
    columns = ("account_id", "mark", "id", "thread_id", "address")
    rows = sorted((contact.account_id, contact.mark, contact.id, contact.thread_id, contact.address) for contact in contacts)
    if len(insert_new(Contact, columns, rows)) < len(rows):
        raise MetElsewhere
    for contact in contacts:
        contact._state.adding = False  # it is written, past Django's own way: a later save changes the row


def _targets_of(letters: Sequence[Letter]) -> dict[Key, int]:
    """For replies, edits and reactions: the leaves that they are about, by the mark of the platform's message."""
    wanted = {
        key
        for letter in letters
        for key in (letter.reference(letter.event.reply_to), letter.reference(letter.event.target_external_id))
        if key
    }
    if not wanted:
        return {}
    rows = ExternalRef.objects.filter(account__in={account for account, _ in wanted}, mark__in=[mark for _, mark in wanted])
    return {(row.account_id, bytes(row.mark)): row.seq for row in rows}


def _numbered(letters: Sequence[Letter], places: dict[Key, Place], targets: dict[Key, int]) -> Iterable[tuple[Letter, tuple[Said, int]]]:
    """Each letter with what it says and its number in the safe. A message already there under its own id is left out."""
    numbered: list[tuple[Letter, tuple[Said, int]]] = []
    named: dict[Key, tuple[UUID, int]] = {}
    for letter in letters:
        event, own, place = letter.event, letter.own_reference, places[letter.sender]
        if own in named:
            continue  # the same message twice in one set
        reply, target = letter.reference(event.reply_to), letter.reference(event.target_external_id)
        said = said_by(event, reply=targets.get(reply) if reply else None, target=targets.get(target) if target else None)
        numbered.append((letter, (said, place.next_seq())))
        if own:
            named[own] = place.safe.id, place.seq
            targets.setdefault(own, place.seq)  # what follows in this set may be about it
    rows = sorted((*own, *where) for own, where in named.items())
    new = insert_new(ExternalRef, ("account_id", "mark", "safe_id", "seq"), rows)
    return [(letter, heard) for letter, heard in numbered if not letter.own_reference or letter.own_reference in new]


def _hear(letter: Letter, numbered: tuple[Said, int], place: Place, heard: Heard, voice: Voice) -> None:
    """One letter: its leaf, what it changes, the house's own answers to it."""
    said, seq = own_cues.as_told(numbered[0], place), numbered[1]
    thread, safe, now = place.thread, place.safe, this_minute()
    word = pressed(said.payload)
    kept = voice.taken_down(word, said, place) if word else said
    heard.leaves.append(place.sealer.leaf(seq=seq, half=Leaf.Half.TALK, words=pack(kept)))
    heard.consents += [(place, heard.leaves[-1], word)] if word else []
    heard.passing += [(place, heard.leaves[-1], said)] if own_cues.passes(said) else []
    scope = letter.account.team.oversight_id
    if place.is_new and safe.heard_seq == 0:
        heard.entries.append(entry(Verb.SAFE_CREATED, by=None, about=safe.id, scope=scope))
    raised = raised_by(said, leaf=heard.leaves[-1], place=place, now=now, leaves=heard.leaves, organisation=voice.organisation)
    heard.entries += [entry(Verb.CUE_DUE, by=None, about=safe.id, scope=scope)] if raised else []
    safe.heard_seq, safe.last_min = safe.heard_seq if is_step(said) else seq, now
    if not place.is_elsewhere:  # who blocks a messenger that the thread has left is still in the room
        thread.is_blocked = said.event == "blocked"
    is_speech = letter.event.type in (EventType.MESSAGE, EventType.EDIT) and said.kind not in ("button_reply", "system")
    wishes = said.payload if said.kind == "button_reply" else ""  # a link may bring such a word too; only a press is a wish
    if wishes in ("erase", "keep"):
        thread.wish_seq = seq if wishes == "erase" else None
    if is_speech or said.is_danger or wishes == "erase":
        safe.waiting_since_min = safe.waiting_since_min or now
        if thread.closed_min:
            thread.closed_min = None
            heard.entries.append(entry(Verb.SAFE_REOPENED, by=None, about=safe.id, scope=scope))
    if said.is_danger:
        safe.due_min, safe.due_seq = now, seq
        heard.entries.append(entry(Verb.DUE_NOW, by=None, about=safe.id, scope=scope))
    heard.due += voice.answers_to(letter.event, said, place, seq=seq, may_be_danger=raised == NOW)


def _move_on(places: Mapping[Key, Place], before: Mapping[Key, tuple[object, ...]]) -> None:
    """Write what changed: of every safe its numbers, of a thread its state, which seldom does."""
    changed: dict[tuple[object, ...], list[UUID]] = defaultdict(list)
    for key, place in places.items():
        place.safe.seq = place.seq
        state = state_of(place.thread)
        if state != before[key]:
            changed[state].append(place.thread.safe_id)
    move_on(place.safe for place in places.values())
    for values, threads in changed.items():
        Thread.objects.filter(safe__in=threads).update(**dict(zip(THREAD_STATE, values, strict=True)))
