"""Learn the weights of the cue reader's likeness from invented messages: `make conduct-weights`.

Learned from the open half of the development set and from development/learning, never from what is sealed. scikit-learn does
the regression (requirements/learn.txt); the house itself, and the tests, need nothing of it. `digest` tells whether the weights that
stand in the packs are of these texts and these features.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

import yaml

from tests.conduct.marking import LANGUAGES, Sample, learned_from, read
from tirek.conduct.engine.cues import CUES
from tirek.conduct.engine.cues.likeness import features, words_of
from tirek.conduct.engine.cues.reader import WEIGHTS
from tirek.conduct.engine.cues.spelling import plain

VERSION = 1
FALSE_ALARMS = {3: 0.03, 2: 0.05}
"""Of messages of level 0, held back in turn, this share may reach a level."""
STRENGTH = 20.0  # C of scikit-learn: 5 to 60 do as well on what was held back
FOLDS = 8
LARGEST = 127
SMALLEST = 2
"""A feature whose every number is below this says nothing."""


SENTENCES = Path(__file__).parent / "cue_sentences.yaml"


def texts() -> list[Sample]:
    return [*read("cues", "open"), *learned_from("cues"), *silent_sentences()]


def silent_sentences() -> list[Sample]:
    """What the rules' own sentences say is silent: idioms, settled matters, everyday things."""
    sentences = yaml.safe_load(SENTENCES.read_text(encoding="utf-8")).values()
    told = [(language, text) for cue in sentences for language, of_cue in cue.items() for text in of_cue["silent"]]
    return [Sample(f"{language}-silent-{number}", language, text) for number, (language, text) in enumerate(dict.fromkeys(told))]


def weighed(sample: Sample) -> frozenset[str]:
    return features(words_of(plain(sample.text).text))


def digest(samples: Sequence[Sample]) -> str:
    """Moves with every text, level and cue, and with what is weighed of a text."""
    told = [(one.name, one.language, one.level, sorted(one.cues), sorted(weighed(one))) for one in samples]
    return blake2b(json.dumps([FALSE_ALARMS, STRENGTH, FOLDS, told]).encode(), digest_size=16).hexdigest()


def main() -> None:
    samples = texts()
    learned = {language: learn([one for one in samples if one.language == language], language) for language in LANGUAGES}
    content = {"version": VERSION, "learned_from": len(samples), "digest": digest(samples), "languages": learned}
    WEIGHTS.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{WEIGHTS.name}: {WEIGHTS.stat().st_size // 1024} KiB from {len(samples)} messages")


def learn(samples: Sequence[Sample], language: str) -> dict[str, Any]:
    """The heads of one language: two levels and every cue, each a regression of its own over the same features."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict

    def regression() -> LogisticRegression:
        return LogisticRegression(C=STRENGTH, max_iter=3000, class_weight="balanced")

    vectors = TfidfVectorizer(analyzer=lambda sample: sorted(weighed(sample)), binary=True, use_idf=False, min_df=2)
    found = vectors.fit_transform(samples)
    level = np.array([one.level for one in samples])
    raised = level >= min(FALSE_ALARMS)  # which cue it is, is asked only of what is raised
    models = {str(at): regression().fit(found, level >= at) for at in FALSE_ALARMS}
    for cue in CUES:
        models[cue] = regression().fit(found[raised], np.array([cue in one.cues for one in samples])[raised])
    weights = np.array([model.coef_[0] for model in models.values()])
    scale = float(np.abs(weights).max()) / LARGEST
    heads = {name: [place, round(float(model.intercept_[0]), 4), 0.0] for place, (name, model) in enumerate(models.items())}
    for at, share in FALSE_ALARMS.items():
        held_back = cross_val_predict(regression(), found, level >= at, cv=FOLDS, method="decision_function")
        heads[str(at)][2] = round(float(np.quantile(held_back[level == 0], 1 - share)), 4)
        reached = (held_back >= heads[str(at)][2])[level >= at].mean()
        print(f"{language}: level {at} from {heads[str(at)][2]:.2f} on; of {int((level >= at).sum())} held back {reached:.2f} reach it")
    rows = zip(vectors.get_feature_names_out(), np.rint(weights / scale).astype(int).T, strict=True)
    return {
        "scale": scale,
        "levels": {str(at): heads[str(at)] for at in FALSE_ALARMS},
        "cues": {cue: heads[cue] for cue in CUES},
        "rows": {name: row.tolist() for name, row in rows if np.abs(row).max() >= SMALLEST},
    }


if __name__ == "__main__":
    main()
