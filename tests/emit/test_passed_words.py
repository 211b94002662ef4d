"""What passed the gate is recalled for the same text, redactions and people, and for nothing else."""

from dataclasses import replace

from pipeline.corpus.records import Consent
from pipeline.corpus.spans import Span
from pipeline.emit.gate import Gate
from pipeline.emit.passed_words import PassedWords, Recalled
from pipeline.people.names import Person
from pipeline.people.redaction import Redactor

TEXT = "Carol saw Dennis Oakes, and then we went home."
PLACES = [Span(0, 9), Span(6, 22), Span(24, 45), Span(0, 45), Span(24, 45)]
REDACTIONS = {"s": [(Span(0, 5), "[name]")]}


def redactor() -> Redactor:
    return Redactor([Person(participant="P1", name="Dennis Oakes")])


def asked(gate: Gate) -> list[str]:
    return [gate.words("s", TEXT, span) for span in PLACES]


class Refuses:
    """Says what is never printed, so that it shows whether anybody asked."""

    def redacted(self, text: str, *, organisation: bool = False) -> str:
        return "asked again"


def test_what_passed_is_recalled_with_what_was_caught():
    kept: dict[str, bytes] = {}

    def find(keys):
        return {key: kept[key] for key in keys if key in kept}

    first = PassedWords({"s": "key"}, find)
    gate = Gate(redactor(), redactions=REDACTIONS, before=first)
    alone = Gate(redactor(), redactions=REDACTIONS)
    assert asked(gate) == asked(alone)
    assert asked(gate)[:3] == ["[name] saw", "saw [name]", "and then we went home"]
    kept |= first.changed()
    caught = gate.caught // 2

    second = PassedWords({"s": "key"}, find)
    again = Gate(Refuses(), redactions={}, before=second)
    assert asked(again) == asked(alone)
    assert again.caught == caught > 0
    assert second.changed() == {}, "nothing is new"
    assert again.words("s", TEXT, Span(0, 10)) == "asked again", "a place that was not asked for before"


def test_nothing_is_recalled_under_another_key_or_of_a_source_without_one():
    kept = {}
    first = PassedWords({"s": "key"}, lambda keys: {})
    asked(Gate(redactor(), redactions=REDACTIONS, before=first))
    kept |= first.changed()

    def find(keys):
        return {key: kept[key] for key in keys if key in kept}

    for keys in ({"s": "other"}, {}):
        gate = Gate(Refuses(), redactions={}, before=PassedWords(keys, find))
        assert set(asked(gate)) == {"asked again"}


def test_the_digest_of_a_redactor_is_of_all_that_it_is_made_of():
    one = Person(participant="P1", name="Dennis Oakes")
    others = [
        replace(one, participant="P2"), replace(one, name="Dennis Oaks"), replace(one, label="DO"),
        replace(one, organisation="Shed"), replace(one, consent=Consent.NAMED), replace(one, consent=Consent.ROLE),
    ]  # fmt: skip
    assert len({Redactor([person]).digest for person in (one, *others)}) == 1 + len(others)
    assert Redactor([one]).digest == redactor().digest


def test_other_texts_are_recalled_under_the_same_key_alone():
    kept: dict[str, bytes] = {}

    def recalled(key: str) -> Recalled:
        return Recalled(key, lambda keys: {key: kept[key] for key in keys if key in kept})

    first = recalled("a")
    gate = Gate(redactor(), redactions={}, free=first)
    texts = ["Dennis Oakes said so", "uses “kitchen”", "Ask 07700 900123"]
    printed = [gate.free(text) for text in texts]
    assert printed == ["[name] said so", "uses “kitchen”", "Ask [phone]"]
    kept |= first.changed()
    again = recalled("a")
    assert [Gate(Refuses(), redactions={}, free=again).free(text) for text in texts] == printed
    assert not again.changed()
    assert Gate(Refuses(), redactions={}, free=recalled("b")).free(texts[1]) == "asked again"
    fewer = recalled("a")
    Gate(Refuses(), redactions={}, free=fewer).free(texts[1])
    kept |= fewer.changed()
    assert Gate(Refuses(), redactions={}, free=recalled("a")).free(texts[0]) == "asked again", "nobody asked for it"
