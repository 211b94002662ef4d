"""Warnings about likely problems of a codebook."""

import pytest

from pipeline.corpus.codebook import parse_codebook
from pipeline.language.sentence_encoder import embedded
from pipeline.themes.codebook_checks import lint_codebook
from tests.themes import nhs

FUNDING = """
  - id: funding
    name: Short-term funding
    definition: Money that comes late or for too short a time.
    phrases: [grant*]
"""
TROUBLES = [
    ("too alike", "  - id: money\n    name: Short funding\n    definition: Money that comes too late.\n",
     "'money' and 'funding' have nearly the same meaning"),
    ("one phrase twice", "  - id: bids\n    name: Bidding wars\n    definition: Rivalry.\n    phrases: [Grant*]\n",
     "the phrase 'Grant*' belongs to both 'funding' and 'bids'"),
    ("bare", "  - id: bees\n    name: Beekeeping\n    phrases: [hive]\n", "neither a definition nor examples"),
    ("everywhere", "  - id: bees\n    name: Beekeeping\n    definition: Hives.\n    phrases: [the]\n",
     "the phrase 'the' of"),
    ("nowhere", "  - id: bees\n    name: Beekeeping\n    definition: Hives.\n    phrases: ['*']\n",
     "the phrase '*' of"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "told"), [t[1:] for t in TROUBLES], ids=[t[0] for t in TROUBLES])
def test_a_warning_has_a_line_and_a_remedy(code, told):
    (finding,) = lint_codebook(parse_codebook(f"codes:{FUNDING}{code}"), embed=embedded)
    assert told in finding.finding
    assert finding.remedy
    assert finding.line == 6


TRUST = "  - id: trust\n    name: Trust\n    definition: People trust one another because they kept their word.\n"
MISPLACED = [
    ("funding", ["The grant came four months late.", "We ran out of money in March."], True),
    ("another wording", ["Six months of funding, then nothing.", "They pay us after the project ends."], True),
    ("shared", ["Money that  comes LATE"], True),
    ("own", ["She has never let us down, so we trust her."], False),
    ("about neither", ["The bus stops at the corner.", "We have a garden."], False),
]


@pytest.mark.parametrize(("examples", "warned"), [t[1:] for t in MISPLACED], ids=[t[0] for t in MISPLACED])
def test_examples_in_the_wrong_code(examples, warned):
    funding = FUNDING + "    examples: [Money that comes late]\n"
    trust = TRUST + "    examples:\n" + "".join(f"      - {example}\n" for example in examples)
    found = lint_codebook(parse_codebook(f"codes:{funding}{trust}"), embed=embedded)
    assert any("example" in finding.finding for finding in found) is warned


def test_a_parent_may_be_similar_to_its_child():
    child = "  - id: money\n    name: Short funding\n    definition: Money that comes late.\n    parent: funding\n"
    assert lint_codebook(parse_codebook(f"codes:{FUNDING}{child}"), embed=embedded) == []


def test_a_good_codebook_has_no_warnings():
    assert lint_codebook(nhs.codebook(), embed=embedded) == []


@pytest.mark.parametrize(("count", "told"), [(0, ["nothing is coded"]), (10, []), (90, ["too broad"])])
def test_after_a_run_unused_and_broad_codes_are_reported(count, told):
    found = lint_codebook(parse_codebook(f"codes:{FUNDING}"), embed=embedded, used={"funding": count}, passages=100)
    assert [
        phrase for phrase in ("nothing is coded", "too broad") if any(phrase in f.finding for f in found)
    ] == told
