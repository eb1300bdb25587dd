"""De-identification: what points at a person is found however it is written, and ordinary words and numbers stay. All invented."""

import random
from datetime import date

import pytest

from tirek.conduct.engine.deidentify import SOFT, UNREAD, Deidentifier, Known, Pseudonyms, Span, combinations, replace
from tirek.conduct.engine.deidentify.deidentifier import LONGEST


@pytest.fixture(scope="module")
def deidentifier() -> Deidentifier:
    return Deidentifier.load()


def found(deidentifier: Deidentifier, text: str, language: str = "ru", *names: str) -> list[tuple[str, str]]:
    spans = deidentifier.find(text, Known(language=language, names=names))
    return [(span.type, text[span.start : span.end]) for span in spans]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ru", "иин 64О417З154О4 проверьте", ("IIN", "64О417З154О4")),
        ("ru", "иин 640417\n315404", ("IIN", "640417\n315404")),
        ("ru", "ИИН моего сына, который сейчас в больнице и его не могут оформить: 640417315405", ("IIN", "640417315405")),
        ("ru", "справку жду, мой номер 87015550142", ("PHONE", "87015550142")),
        ("ru", "8,701,555,01,42 вотсап", ("PHONE", "8,701,555,01,42")),
        ("ru", "8 701, 555 01 42 вотсап", ("PHONE", "8 701, 555 01 42")),
        ("ru", "набери восемь семьсот один 555 01 42", ("PHONE", "восемь семьсот один 555 01 42")),
        ("uk", "8 067 555 01 42 мій", ("PHONE", "8 067 555 01 42")),
        ("en", "pay into GB29NWBK60161331926819", ("IBAN", "GB29NWBK60161331926819")),
        ("uk", "паспорт серія АН № 112233", ("PASSPORT", "АН № 112233")),
        ("ru", "удостоверение личности номер 012345678", ("IDCARD", "012345678")),
        ("ru", "карта 4400 5464 8280 3344", ("CARD", "4400 5464 8280 3344")),
        ("ru", "почта aigul собака мейл ру", ("EMAIL", "aigul собака мейл ру")),
        ("en", "j dot smith at gmail dot com", ("EMAIL", "j dot smith at gmail dot com")),
        ("ru", "тг ainura1990 пиши", ("HANDLE", "ainura1990")),
        ("en", "insta is lilmiss_t", ("HANDLE", "lilmiss_t")),
        ("ru", "живу на абая 10 кв 5", ("ADDRESS", "абая 10 кв 5")),
        ("kk", "мекенжайым Абай көшесі 10-үй, 5-пәтер", ("ADDRESS", "Абай көшесі 10-үй, 5-пәтер")),
        ("uk", "мешкаю с. Іванівка, буд. 14", ("ADDRESS", "с. Іванівка, буд. 14")),
        ("en", "I live at 14 Rose Lane", ("ADDRESS", "14 Rose Lane")),
        ("ru", "мне 12.03.1987", ("DOB", "12.03.1987")),
        ("kk", "ұлым 2015 жылы туған", ("DOB", "2015 жылы туған")),
        ("en", "her birthday is March 12", ("DOB", "March 12")),
        ("uk", "машина аа1234вв", ("PLATE", "аа1234вв")),
        ("ru", "мы тут 43.2567 76.9286", ("GEO", "43.2567 76.9286")),
        ("ru", "муж серёжа пьёт", ("PERSON", "серёжа")),
        ("ru", "соседка тётя валя видела", ("PERSON", "валя")),
        ("kk", "күйеуім ержан ұрды", ("PERSON", "ержан")),
        ("kk", "салем мен Айгүлмін", ("PERSON", "Айгүлмін")),
        ("en", "my husband dave hit me", ("PERSON", "dave")),
        ("uk", "мене звати оксана петренко", ("PERSON", "оксана петренко")),
        ("ru", "Решение по заявлению А. Б. Ивановой готово", ("PERSON", "А. Б. Ивановой")),
        ("ru", "СЫНА ЗОВУТ АЛИХАН", ("PERSON", "АЛИХАН")),
    ],
)
def test_it_is_found_however_it_is_written(deidentifier: Deidentifier, language: str, text: str, expected: tuple[str, str]) -> None:
    assert found(deidentifier, text, language) == [expected]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "БИН 101263052038, ЄДРПОУ 12345678"),
        ("ru", "звоните 112, 150 или 8 800 080 77 77"),
        ("ru", "номер заявки 880102300456 сказали запомнить"),
        ("ru", "выплатили 120 000 тенге 15.03.2025, каб. 305, ст. 56 закона № 224"),
        ("ru", "вера в людей пропала, надежда умирает последней, лев в зоопарке, люди добрые"),
        ("ru", "в школе имени Пушкина ремонт, улица Сатпаева перекрыта, в Алматы холодно, фонд «Надежда»"),
        ("ru", "свидетельство о рождении выдали 12.03.2024"),
        ("uk", "доросла людина може приїхати 15 числа, площа квартири 54,6 метра"),
        ("kk", "жеке кабинетке кіріңіз, адамдарға көмек, бақыт пен арман туралы"),
        ("en", "I will call in May, mark the date, hope for grace; the clinic is on Baker Street"),
    ],
)
def test_ordinary_words_and_numbers_stay(deidentifier: Deidentifier, language: str, text: str) -> None:
    assert found(deidentifier, text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("ru", "звонила света из третьего подъезда", "света"),
        ("ru", "меня достаёт сосед снизу эдик", "эдик"),
        ("ru", "Чжан Вэй не понимает по-русски", "Чжан Вэй"),
        ("ru", "контакт: Сауле, живёт рядом", "Сауле"),
        ("ru", "Досов, выйдите на связь", "Досов"),
        ("ru", "Жумагуль Е., две дочери", "Жумагуль Е."),
        ("uk", "зверніться до Лесі Курбанівни", "Лесі Курбанівни"),
        ("uk", "Зоряно, коли вам зручно?", "Зоряно"),
        ("uk", "Дзвінка питає про виплату", "Дзвінка"),
        ("uk", "Задорожна І.М. подала скаргу", "Задорожна І.М."),
        ("uk", "Нгуєн Тхі Лан потрібен перекладач", "Нгуєн Тхі Лан"),
        ("kk", "Қарлығашпен сөйлестім", "Қарлығашпен"),
        ("kk", "Аружанға бес жаста", "Аружанға"),
        ("kk", "Сейдахметовтің ісі бойынша", "Сейдахметовтің"),
        ("kk", "Бибіжан әже жалғыз тұрады", "Бибіжан"),
        ("kk", "кіші қызым айару мектепке барады", "айару"),
        ("en", "O'Malley, J. missed the appointment", "O'Malley, J."),
        ("en", "spoke to Dr. Patel about my meds", "Patel"),
        ("en", "my daughter saoirse is 4", "saoirse"),
        ("en", "Abernathy would not let us in", "Abernathy"),
    ],
)
def test_a_rare_name_is_found_by_what_stands_around_it(deidentifier: Deidentifier, language: str, text: str, name: str) -> None:
    assert found(deidentifier, text, language) == [("PERSON", name)]


def test_one_more_of_a_row_of_names_is_a_name(deidentifier: Deidentifier) -> None:
    assert found(deidentifier, "Ахмад і Хуррамшо з Сирії", "uk") == [("PERSON", "Ахмад"), ("PERSON", "Хуррамшо")]


@pytest.mark.parametrize(
    ("language", "text", "address"),
    [
        ("ru", "Сейфуллина 18/3, домофон 4", "Сейфуллина 18/3, домофон 4"),
        ("ru", "снимаю комнату Розыбакиева 247а-16", "Розыбакиева 247а-16"),
        ("ru", "прописана село Каракемер, Жибек жолы 9", "село Каракемер, Жибек жолы 9"),
        ("uk", "с. Вишневе, Польова 18", "с. Вишневе, Польова 18"),
        ("kk", "мен Төле би 88, 5 подъезд тұрамын", "Төле би 88, 5 подъезд"),
        ("kk", "тұрағым Қаратау ауданы, Нұрсәт, 45 үй", "Қаратау ауданы, Нұрсәт, 45 үй"),
        ("en", "his place is 8 Station Approach", "8 Station Approach"),
        ("en", "we rent at 14 Auden House", "14 Auden House"),
    ],
)
def test_an_address_needs_no_word_for_a_street(deidentifier: Deidentifier, language: str, text: str, address: str) -> None:
    assert found(deidentifier, text, language) == [("ADDRESS", address)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "мой номер 8 727 290 11 22, звоните после больницы"),
        ("ru", "номер 87272 901122 дома, я болею, в поликлинике был"),
        ("uk", "міський 0 44 278 11 22 це наш домашній"),
        ("kk", "8 7252 22 11 00 үйдікі"),
        ("kk", "анам 8-701-000-99-88 емханада жұмыс істейді"),
        ("ru", "заявление, номер 87015550142 для связи"),
        ("uk", "заява, номер 380675550142 для зв'язку"),
        ("kk", "өтініште нөмір 87015550142 деп жазылған"),
        ("ru", "отдел не отвечает, вот +7 7172 55 01 42"),
        ("ru", "я сейчас в больнице, +7 7172 55 01 42"),
        ("uk", "телефонуйте йому на роботу в школу +380 44 278 11 22"),
        ("en", "my landline is 0161 496 0234, im home after clinic"),
        ("en", "07700900456 is my sister she is at the hospital"),
    ],
)
def test_a_phone_is_whose_it_is_said_to_be_whatever_service_is_named(deidentifier: Deidentifier, language: str, text: str) -> None:
    assert [kind for kind, _ in found(deidentifier, text, language)] == ["PHONE"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "кризисный центр, тел. 8 727 292 15 01"),
        ("ru", "звоните мне через приёмную центра: 8 7172 55 66 77"),
        ("uk", "поліклініка, тел. (044) 234-56-78"),
        ("en", "the office number is 0161 496 0100"),
        ("ru", "фонд Булата Утемуратова помогает, детский сад Айгуль открыт, ЦОН на Достык 12"),
        ("uk", "у книжці Шевченка є вірш, премія Василя Стуса, гаряча лінія 15-47"),
        ("kk", "Қайрат командасы ұтты, айгүл деген гүл бар, «Айгүл» клубы сенбіде ашық"),
        ("en", "Oxford Road library opens 9am, Lake Windermere froze, the Rainbow Club opens, Trafalgar Square is closed"),
    ],
)
def test_a_service_a_club_and_a_place_stay(deidentifier: Deidentifier, language: str, text: str) -> None:
    assert found(deidentifier, text, language) == []


def test_every_number_of_a_long_list_is_found(deidentifier: Deidentifier) -> None:
    text = ", ".join(f"8 701 555 {number // 100:02} {number % 100:02}" for number in range(200))
    assert len(found(deidentifier, text)) == 200


def test_numbers_beyond_what_a_text_may_cost_are_never_let_out_unseen(deidentifier: Deidentifier) -> None:
    text = "1 " * (LONGEST // 2)
    assert found(deidentifier, text)[-1][0] == UNREAD


@pytest.mark.parametrize("form", ["Салтанат", "салтанатқа", "Салтанаттың", "САЛТАНАТПЕН", "Салтанатом"])
def test_a_name_of_the_thread_is_found_in_every_form(deidentifier: Deidentifier, form: str) -> None:
    assert found(deidentifier, f"кеше {form} туралы айтты", "kk", "Салтанат Мысалова") == [("PERSON", form)]


def test_a_doubtful_trait_is_not_sure_and_has_its_own_type(deidentifier: Deidentifier) -> None:
    (span,) = deidentifier.find("она единственная учительница в нашем селе", Known("ru"))
    assert (span.type, span.sure) == (SOFT, False)


def test_the_end_of_an_endless_text_is_never_let_out_unseen(deidentifier: Deidentifier) -> None:
    last = deidentifier.find("а" * (LONGEST + 5), Known())[-1]
    assert (last.start, last.end, last.type, last.sure) == (LONGEST, LONGEST + 5, UNREAD, False)


def test_offsets_are_those_of_the_typed_text(deidentifier: Deidentifier) -> None:
    text = "🙂 \u200bтел 8 7\u200b01 555 01 42, и\u0306а Айгүл"
    assert ("PERSON", "Айгүл") in found(deidentifier, text)
    assert ("PHONE", "8 7\u200b01 555 01 42") in found(deidentifier, text)


def test_one_person_is_one_pseudonym_in_every_text_of_a_case(deidentifier: Deidentifier) -> None:
    names = Pseudonyms("ru", roles={"Айгүл Омарова": "client"}, today=date(2026, 11, 22))

    def told(text: str) -> str:
        return replace(text, deidentifier.find(text, Known("ru", names=("Айгүл Омарова",))), names)

    assert told("Айгүл Омарова пришла с сыном Алиханом.") == "[Клиент-1] пришла с сыном [Ребёнок-1]."
    assert told("Говорила с Айгүл, Алихан болеет.") == "Говорила с [Клиент-1], [Ребёнок-1] болеет."
    assert told("Сын родился 14.02.2017.") == "Сын родился [7–10 лет]."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("живу м. Полтава, вул. Соборності 40 кв 18", "живу [Адрес, Полтава]"),
        ("живу село Карасу, ул. Абая 4", "живу [Адрес]"),
        ("живу ул. Семей 5, кв 3", "живу [Адрес]"),
    ],
)
def test_an_address_becomes_its_town_and_never_its_village(deidentifier: Deidentifier, text: str, expected: str) -> None:
    assert replace(text, deidentifier.find(text, Known("ru")), Pseudonyms("ru")) == expected


@pytest.mark.parametrize(
    ("born", "band"), [("22.11.2012", "14–17"), ("23.11.2012", "11–13"), ("1985-05-06", "35–44"), ("12.03.27", "75+"), ("12.03.25", "0–2")]
)
def test_an_age_band_is_of_today(born: str, band: str) -> None:
    span = Span(0, len(born), "DOB")
    assert replace(born, [span], Pseudonyms("en", today=date(2026, 11, 22))) == f"[aged {band}]"


def test_a_small_place_with_a_rare_illness_is_named_as_a_combination() -> None:
    (warning,) = combinations("В селе Карасу у мальчика муковисцидоз.", (), "ru")
    assert "Карасу" in warning
    assert "муковисцидоз" in warning
    assert combinations("В городе холодно.", (), "ru") == ()


def test_any_text_is_answered_with_spans_in_order_and_in_range(deidentifier: Deidentifier) -> None:
    dice = random.Random(4)
    pieces = [
        "8 701 555 01 42",
        "Айгүл",
        "ул. ",
        "ИИН ",
        "12.03.1987",
        "\x00",
        "\ud800",
        "\u202e",
        "é",
        "e\u0301",
        "🙂",
        "@a.b",
        "муж ",
        "KZ94",
        "_",
        "«",
        " ",
        "\n",
        "1" * 30,
    ]
    for _ in range(400):
        text = "".join(dice.choice(pieces) for _ in range(dice.randrange(40)))
        last = 0
        for span in deidentifier.find(text, Known(dice.choice(["kk", "uk", "ru", "en"]), names=("Айгүл",))):
            assert isinstance(span, Span)
            assert last <= span.start < span.end <= len(text)
            last = span.end
