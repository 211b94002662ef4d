"""Known names in the plural, in pieces, letter by letter and in handles are found; ordinary words are not."""

import time

import pytest

from pipeline.corpus.spans import Span
from pipeline.people.name_evidence import SpokenSource
from pipeline.people.name_forms import NameForms
from pipeline.people.names import keys_of
from pipeline.people.third_parties import mentioned_people

KNOWN = (
    "Agnes Oxenthwaite", "Maureen Okafor", "Siobhán Brennan", "Kwabena Asante", "Tomasz Wójcik", "Ivo Kettlewell",
    "Priya Chaudhuri", "Aoife Tierney", "Christian Wood", "Grace Baker", "Derek Featherstonehaugh", "Eluned Pryce",
)  # fmt: skip


def found(text: str, *organisations: str) -> list[str]:
    bodies = [(Span(text.index(name), text.index(name) + len(name)), True) for name in organisations]
    source = SpokenSource("s", text, [Span(0, len(text))], [], bodies)
    return [span.of(text) for span in sorted(set(NameForms(map(keys_of, KNOWN)).spans(source)))]


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("the Oxenthwaites were good neighbours", ["Oxenthwaites"]),
        ("All the Kettlewells’ children, and the Chaudhuris", ["Kettlewells", "Chaudhuris"]),
        ("We had Wójciks and Wojciks upstairs", ["Wójciks", "Wojciks"]),
        ("The Brennans went, both Dereks stayed", ["Brennans", "Dereks"]),
        ("The Pryces keep bees, so do the Asantes", ["Pryces", "Asantes"]),
        ("and the Featherstonehaughs, the Tierneys", ["Featherstonehaughs", "Tierneys"]),
        ("and Oxen-\nthwaite said", ["Oxen-\nthwaite"]),
        ("and Oka- for said, Kettle‑well too", ["Oka- for", "Kettle‑well"]),
        ("and Maur[inaudible]een, Wój [crosstalk] cik", ["Maur[inaudible]een", "Wój [crosstalk] cik"]),
        ("Feather\u00adstonehaugh and Chaud-  \n huri", ["Feather\u00adstonehaugh", "Chaud-  \n huri"]),
        ("it's S-I-O-B-H-A-N, then B R E N N A N", ["S-I-O-B-H-A-N", "B R E N N A N"]),
        ("spelt A, O, I, F, E or a.o.i.f.e. or P–R–Y–C–E", ["A, O, I, F, E", "a.o.i.f.e", "P–R–Y–C–E"]),
        ("so I, W-O-O-D, B-A-K-E-R", ["W-O-O-D", "B-A-K-E-R"]),
        ("follow @MaureenOkafor82 or @okafor_m", ["@MaureenOkafor82", "@okafor_m"]),
        ("kwabena.asante on there, asante_k, wojcik99", ["kwabena.asante", "asante_k", "wojcik99"]),
        ("write to @the.real.kettlewell.", ["@the.real.kettlewell"]),
    ],
)  # fmt: skip
def test_a_known_name_is_found_in_any_form(text: str, forms: list[str]) -> None:
    assert found(text) == forms


@pytest.mark.parametrize(
    "text",
    [
        "Christians and bakers in the Woods, by the grace of the Graces",
        "e-mail, co-op, re-enter, well-kept, a baker-\ny, wood-\nen",
        "A to B to C, I a m, U.S.A. and B.B.C., p.m., A, B, C, D, E",
        "10.30, first.second, snake_case, covid_19, v2.0, file_name.txt",
        "@council @the_wood_yard @grace_period",
        "well/come, and/or, can't, we'll, he'll, shed, e.g./i.e., wood/en, grace/period",
        "the Kettlewells Building and the Oxenthwaites Road",
        "kettle- drum, oxen- cart, [inaudible] well",
        "",
    ],
)
def test_ordinary_words_stand(text: str) -> None:
    assert found(text) == []


def test_the_names_of_organisations_stand() -> None:
    assert found("at the Chaudhuris, @ChaudhuriTrust and the Chaudhuris", "Chaudhuris", "@ChaudhuriTrust") == [
        "Chaudhuris"
    ]


def test_names_on_record_and_names_found_in_another_source_are_known() -> None:
    first, second = "We had Agnes Oxenthwaite then.", "The Oxenthwaites and the Mudges, T-E-N-C-H."
    sources = [
        SpokenSource("a", first, [Span(0, len(first))], [Span(7, 24)], []),
        SpokenSource("b", second, [Span(0, len(second))], [], []),
    ]
    spans = mentioned_people(sources, printable=(), named=(), unnamed=["Orla Tench", "Ivo Mudge"])
    assert [span.of(second) for span in spans["b"]] == ["Oxenthwaites", "Mudges", "T-E-N-C-H"]
    assert not mentioned_people(sources, printable=("Agnes Oxenthwaite",), named=())["b"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Andor Cant", "and/or, I can't, and can’t"), ("Hell Shed", "he'll, she'd"), ("Iver Well", "we'll, i've/r"),
        ("Ando Werent", "they weren't and/o"),
    ],
)  # fmt: skip
def test_contractions_and_alternatives_are_no_broken_names(name: str, text: str) -> None:
    assert list(NameForms([keys_of(name)]).within(text)) == []


@pytest.mark.parametrize("shape", ["a.", "a ", "a-", "-   ", "Oka-", "@a", "x" * 30 + "_", "[x] ", "A,"])
def test_time_is_in_proportion_to_length(shape: str) -> None:
    took = []
    for length in (20_000, 80_000):
        text = shape * (length // len(shape))
        begin = time.process_time()
        found(text)
        took.append(time.process_time() - begin)
    assert took[1] < 10 * took[0] + 0.2
