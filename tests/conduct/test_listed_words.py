"""Words of a sign that are looked up one by one say the same as the phrase they were taken out of."""

from pathlib import Path

import pytest

from tirek.conduct.engine.cues import Circumstances, CuePackError, CueReader
from tirek.conduct.engine.cues.listed import taken_out

HEAD = "version: 1\nowner: Tirek\nreviewed: {kk: a, uk: a, ru: a, en: a}\n"
LANG = "{kk: ['(есік|үй)'], uk: ['(двері|хата)'], ru: ['(дверь|ключ*|дом у реки|(стол|стул) ..1 новый)'], en: ['(door|keys)']}"
PACK = f"{HEAD}rules: [{{id: A, sign: a, listed: true, lang: {LANG}}}]\ncombinations: [{{id: C, all: [[a], [a]], cue: fear, level: 1}}]\n"


def test_plain_words_leave_a_phrase_and_the_rest_stays() -> None:
    assert taken_out("(дверь|ключ*|дом у реки|(стол|стул) ..1 новый)") == (
        [("дверь",), ("ключ*",), ("дом", "у", "реки")],
        "((стол|стул) ..1 новый)",
    )
    assert taken_out("дверь ..2 ключ") == ([], "дверь ..2 ключ")
    assert taken_out("(дверь|дом) ..2 (ключ|замок)") == ([], "(дверь|дом) ..2 (ключ|замок)")


@pytest.mark.parametrize(
    ("text", "level"),
    [("дверь и ключами", 1), ("ключи", 0), ("ключ, а потом дом у реки", 1), ("стол почти новый. дверь", 1), ("не дверь. не ключ", 0)],
)
def test_two_different_words_of_a_sign_join_wherever_they_stand(tmp_path: Path, text: str, level: int) -> None:
    (tmp_path / "a.yaml").write_text(PACK, encoding="utf-8")
    assert CueReader.load(tmp_path).read(text, Circumstances("ru")).level == level


def test_a_rule_that_raises_a_cue_cannot_be_listed(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(PACK.replace("sign: a, listed", "cue: fear, level: 1, listed"), encoding="utf-8")
    with pytest.raises(CuePackError, match="only a sign"):
        CueReader.load(tmp_path)
