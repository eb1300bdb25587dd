"""TG-1..TG-15, R-12..R-15, R-19: what each recorded update becomes."""

from datetime import UTC, datetime

import pytest

from tirek.channels.base import Attachment, ContactCard, EventType, Identity, Location, MessageKind


def test_a_text_tells_who_when_where_and_what(event):
    text = event("text")
    assert (text.type, text.kind, text.event_key) == (EventType.MESSAGE, MessageKind.TEXT, "u:900000001")
    assert text.text == "Сәлеметсіз бе. Жәрдемақы келмей қалды, не істеуім керек?"
    assert text.sender.primary == Identity(scheme="telegram_id", value="700000001", scope="123456789")
    assert (text.sender.display_name, text.sender.username, text.sender.language) == ("Айнұр Үлгіқызы", "ainur_example", "kk")
    assert (text.channel, text.channel_id, text.account_ref) == ("telegram", "7", "123456789")
    assert (text.conversation_ref, text.external_id, text.opens_window) == ("700000001", "41", True)
    assert text.occurred_at == datetime.fromtimestamp(1795300041, UTC) and text.occurred_at_is_exact


def test_emoji_stay_whole(event):
    assert event("text_emoji").text == "Thank you 👩🏽‍🦱🇰🇿"


def test_a_photo_keeps_its_largest_size_and_its_caption(event):
    photo = event("caption")
    assert (photo.kind, photo.text) == (MessageKind.IMAGE, "Ось довідка")
    assert [attachment.ref for attachment in photo.attachments] == ["AgACAgIAAxkBAAEXl"]
    assert photo.attachments[0].unique_ref == "AQADXl" and photo.attachments[0].ref_type == "file_id"


def test_an_edit_points_at_the_message_it_changes(event):
    edit = event("edited")
    assert (edit.type, edit.target_external_id, edit.external_id) == (EventType.EDIT, "44", None)
    assert edit.text == "Мне не пришло пособие за октябрь" and edit.occurred_at == datetime.fromtimestamp(1795300999, UTC)
    assert not edit.opens_window


def test_a_reply_points_at_what_it_answers(event):
    assert event("reply").reply_to == "31"


def test_a_pressed_button_gives_payload_title_and_what_to_answer(event):
    button = event("button")
    assert (button.type, button.kind, button.payload) == (EventType.MESSAGE, MessageKind.BUTTON_REPLY, "danger")
    assert (button.text, button.reply_to, button.extra["callback_id"]) == ("Мені загрожує небезпека", "33", "3006477068899812345")
    assert button.sender.display_name == "Тарас Вигаданий" and button.conversation_ref == "700000002"
    assert not button.occurred_at_is_exact  # a press has no time, and its message may be old


def test_a_button_under_an_inaccessible_message_still_works(event):
    button = event("button_inaccessible")
    assert (button.payload, button.text, button.occurred_at) == ("lang", None, button.received_at)


def test_start_is_an_event_and_not_a_clients_words(event):
    start, with_payload = event("start"), event("start_payload")
    assert (start.type, start.contact_event, start.payload, start.text, start.kind) == (
        EventType.CONTACT_EVENT,
        "started",
        None,
        None,
        None,
    )
    assert (with_payload.contact_event, with_payload.payload) == ("started", "poster_clinic-7")


def test_words_behind_start_are_not_lost(read, payload):
    update = payload("start")
    update["message"]["text"] = "/start помогите мне"
    (only,) = read(update)
    assert (only.type, only.text) == (EventType.MESSAGE, "/start помогите мне")


def test_blocking_and_unblocking_are_events(event):
    blocked, unblocked = event("blocked"), event("unblocked")
    assert (blocked.type, blocked.contact_event, unblocked.contact_event) == (EventType.CONTACT_EVENT, "blocked", "unblocked")
    assert blocked.conversation_ref == "700000003" and blocked.sender.primary.value == "700000003"
    assert not blocked.opens_window


def test_only_the_own_contact_is_proof_of_a_number(event):
    own, other = event("contact_own"), event("contact_other")
    assert own.contact_cards == (ContactCard("Айнұр Үлгіқызы", ("+77000000001",), True),)
    assert other.contact_cards == (ContactCard("Үйдің иесі", ("+77000000002",), False),)
    assert own.kind is MessageKind.CONTACT


def test_a_contact_of_somebody_else_with_an_account_is_not_the_sender(read, payload):
    update = payload("contact_own")
    update["message"]["contact"]["user_id"] = 700000002
    assert not read(update)[0].contact_cards[0].is_sender


def test_a_place_is_a_place_even_on_the_equator(event):
    assert event("location").location == Location(0.0, 30.5)
    assert event("location").kind is MessageKind.LOCATION


def test_a_venue_is_one_place_with_its_name(event):
    assert event("venue").location == Location(49.84, 24.03, "Вигаданий центр", "Прикладна вулиця, 1")
    assert event("venue").attachments == ()


def test_a_sticker_keeps_its_emoji(event):
    sticker = event("sticker")
    assert (sticker.kind, sticker.emoji, sticker.attachments[0].mime) == (MessageKind.STICKER, "🙏", "application/x-tgsticker")
    assert sticker.attachments[0].ref == "AgACAgIAAxkBAAEXst"  # and not its thumbnail


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        ("video", MessageKind.VIDEO, "This is the yard"),
        ("video_note", MessageKind.VIDEO, None),
        ("voice", MessageKind.VOICE, None),
        ("audio", MessageKind.AUDIO, None),
        ("document", MessageKind.DOCUMENT, "Справка"),
        ("animation", MessageKind.VIDEO, None),
        ("live_photo", MessageKind.IMAGE, None),
    ],
)
def test_a_file_is_one_attachment_with_its_caption(event, name, kind, text):
    media = event(name)
    assert (media.kind, media.text, len(media.attachments)) == (kind, text, 1)
    assert media.attachments[0].kind is kind and media.attachments[0].ref_type == "file_id"


def test_a_voice_message_tells_its_length_type_and_size(event):
    (voice,) = event("voice").attachments
    assert voice == Attachment(
        MessageKind.VOICE, "AgACAgIAAxkBAAEXvo", "file_id", mime="audio/ogg", size=160000, duration_s=41, unique_ref="AQADXvo"
    )


def test_a_file_name_is_a_label_and_never_a_path(event, read, payload):
    assert event("document").attachments[0].filename == "Справка №1.pdf"
    for name, label in [("..\\..\\evil\0\u202egpj.exe", "evilgpj.exe"), ("/", None), ("a/..", None), ("x" * 900, None)]:
        update = payload("document")
        update["message"]["document"]["file_name"] = name
        filename = read(update)[0].attachments[0].filename
        assert filename == label or (len(name) > 200 and len(filename.encode()) <= 200)


def test_a_live_photo_is_a_picture_that_remembers_its_moving_part(event):
    live = event("live_photo")
    assert live.attachments[0].ref == "AgACAgIAAxkBAAEXlpl"
    assert live.extra["live_photo"]["file_id"] == "AgACAgIAAxkBAAEXlpv"


def test_pictures_of_an_album_carry_their_groups_name(event):
    first, second = event("album_1"), event("album_2")
    assert first.group_id == second.group_id == "13500000000000001"
    assert (first.text, second.text) == ("Дві сторінки", None)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("poll", "[poll] When can you come? · Monday · Friday"),
        ("dice", "[dice] 🎲"),
        ("story", "[story]"),
        ("checklist", "[checklist] Что собрать · Паспорт · Справка"),
        ("rich_message", "[rich_message] My letter · They cut the  · heating"),
        ("kind_of_tomorrow", "[hologram] мама"),
    ],
)
def test_a_kind_we_cannot_show_leaves_a_placeholder_with_its_words(event, name, text):
    unsupported = event(name)
    assert (unsupported.kind, unsupported.opens_window) == (MessageKind.UNSUPPORTED, True)
    assert unsupported.text.startswith(text)
    assert unsupported.extra["unsupported"] == text[1 : text.index("]")]


def test_what_happens_to_a_chat_by_itself_is_nobodys_words(event):
    pinned = event("system_pinned")
    assert (pinned.kind, pinned.opens_window, pinned.text) == (MessageKind.SYSTEM, False, "[pinned_message]")


def test_a_reaction_comes_changes_and_goes(event):
    add, change, remove = event("reaction_add"), event("reaction_change"), event("reaction_remove")
    assert [(one.emoji, one.action) for one in (add, change, remove)] == [("👍", "add"), ("❤", "add"), ("❤", "remove")]
    assert {one.type for one in (add, change, remove)} == {EventType.REACTION}
    assert add.target_external_id == "34" and change.extra["reactions"] == ["❤"] and remove.extra["reactions"] == []


def test_forwarded_words_name_another_person_who_is_not_our_contact(event):
    forwarded, hidden = event("forward"), event("forward_hidden")
    assert forwarded.extra["forward_origin"]["name"] == "Некто Выдуманный"
    assert forwarded.extra["forward_origin"]["type"] == "user"
    assert forwarded.sender.display_name == "Мария Примерова"
    assert hidden.extra["forward_origin"]["name"] == "Неизвестный" and hidden.text == "Отдай деньги"


@pytest.mark.parametrize("name", ["group", "group_button", "channel_post", "other_bot", "unknown_update"])
def test_groups_channels_bots_and_unknown_updates_are_acknowledged_and_dropped(read, payload, name):
    assert read(payload(name)) == []


@pytest.mark.parametrize("field", ["edited_message", "message"])
@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
def test_no_kind_of_group_talk_reaches_a_persons_thread(read, payload, field, kind):
    update = payload("text")
    message = update.pop("message")
    update[field] = message | {"chat": {"id": -100, "type": kind, "title": "Example"}}
    assert read(update) == []


def test_no_date_is_not_the_year_1970(event):
    zero = event("date_zero")
    assert not zero.occurred_at_is_exact and zero.occurred_at == zero.received_at


def test_milliseconds_and_nonsense_do_not_break_the_clock(read, payload):
    update = payload("text")
    for date, exact in [(1795300041000, True), (-5, False), ("soon", False), (10**18, False), (None, False)]:
        update["message"]["date"] = date
        (only,) = read(update)
        assert only.occurred_at_is_exact is exact
        assert not exact or only.occurred_at == datetime.fromtimestamp(1795300041, UTC)


def test_a_message_without_a_number_is_still_a_message(event):
    ephemeral = event("ephemeral")
    assert ephemeral.external_id is None and ephemeral.text == "No number"


def test_large_numbers_keep_every_digit(read, payload):
    update = payload("text")
    update["message"]["from"]["id"] = update["message"]["chat"]["id"] = 2**52 - 1
    assert read(update)[0].conversation_ref == "4503599627370495"


def test_nul_and_lone_surrogates_are_taken_out_of_every_string(read, payload):
    update = payload("document")
    update["message"]["from"]["first_name"] = "Мария\0\ud83d"
    update["message"]["caption"] = "a\0b\udc00c"
    update["message"]["document"]["file_name"] = "x\udfff.pdf"
    (only,) = read(update)
    assert (only.text, only.sender.display_name) == ("abc", "Мария Примерова")
    assert only.attachments[0].filename == "x.pdf"


def test_a_megabyte_of_words_is_cut_visibly_and_empty_or_rtl_words_stay(read, payload):
    update = payload("text")
    for text in ("", "‮مرحبا", "  "):
        update["message"]["text"] = text
        assert read(update)[0].text == text
    update["message"]["text"] = "ж" * 500_000
    (only,) = read(update)
    assert len(only.text.encode()) <= 65_536 and only.text.endswith(" […]")


def test_a_person_without_a_sender_field_is_known_by_the_chat(read, payload):
    update = payload("text")
    del update["message"]["from"]
    assert read(update)[0].sender.primary.value == "700000001"
