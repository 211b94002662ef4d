"""The stage as a whole, on studies of a few lines."""

import pytest

from pipeline.corpus.coding_records import LIKELY
from pipeline.corpus.errors import UserError
from pipeline.themes.evidence import ThemesInput, participant_names
from tests.themes.studies import CODEBOOK, Small, ids_by_words
from tests.themes.test_discovery import talk

TALK = {
    "one": [
        ("I", "Tell me about grants and lottery funding, and whether people trust each other here."),
        ("P01", "We lived on lottery funding that stopped after twelve months and started again."),
        ("P01", "The kettle in the hall is older than I am, honestly."),
        ("P02", "We trust her because we have known each other for thirty years."),
    ],
    "two": [("P03", "Every grant ends just when the worker has learned the job, and trust goes with her.")],
}


def coded(outcome, work):
    """The words of the passage, the theme and the coder of every coding."""
    words = ids_by_words(work)
    rows = outcome.tables["codings"].to_dict("records")
    return {(words[row["quote_id"]], row["theme_id"], row["coder"]): row for row in rows}


def themes(outcome):
    return outcome.tables["themes"].set_index("theme_id").to_dict("index")


def run(study, folder):
    work = study.work(folder)
    from pipeline.themes.stage import THEMES

    return THEMES.run(work), work


def test_phrases_and_meaning_code_what_participants_said(tmp_path):
    outcome, work = run(Small(TALK), tmp_path)
    found = coded(outcome, work)
    lottery, trust, grant = TALK["one"][1][1], TALK["one"][3][1], TALK["two"][0][1]
    assert {key[:2] for key in found} == {
        (lottery, "funding"), (trust, "trust"), (grant, "funding"), (grant, "trust"),
    }  # fmt: skip
    assert found[lottery, "funding", "pipeline"]["basis"] == "It says “lottery funding”"
    assert "“known each other”" in found[trust, "trust", "pipeline"]["basis"]
    assert all(0.5 <= row["confidence"] <= 1 for row in found.values())
    states = {key[:2]: row["state"] for key, row in found.items()}
    assert states == {
        (lottery, "funding"): "sure",  # word for word
        (trust, "trust"): "suggested",  # "known each other" is no "know each other"
        (grant, "funding"): "suggested",
        (grant, "trust"): "suggested",
    }
    assert outcome.summary == {"themes": 2, "candidates": 0, "coded": 1, "suggested": 2}
    columns = ("passages", "cases", "suggested", "suggested_cases")
    assert [themes(outcome)["funding"][name] for name in columns] == [1, 1, 1, 1]
    assert [themes(outcome)["trust"][name] for name in columns] == [0, 0, 2, 2]
    assert outcome.findings == []


def test_the_interviewers_words_are_never_coded(tmp_path):
    question = TALK["one"][0][1]
    study = Small(TALK, quotes=[("one", question, "reported")])
    outcome, work = run(study, tmp_path)
    assert question not in {key[0] for key in coded(outcome, work)}


def test_the_name_of_an_organisation_does_not_match_phrases(tmp_path):
    said = "I work for the Northmarsh Trust on the fourth floor."
    coded = (
        Small({"a": [("P01", said)]}, organisations=["Northmarsh Trust"]).run(tmp_path / "named").tables["codings"]
    )
    assert not coded["basis"].str.contains("(?i)trust").any()
    coded = Small({"a": [("P01", said)]}).run(tmp_path / "unknown").tables["codings"]
    assert coded["basis"].str.contains("(?i)trust").any()


def test_quotes_in_a_document_are_coded_and_its_narrative_is_not(tmp_path):
    narrative = "The trust of the town was won with grants. “We lived from one grant to the next,” said the chair."
    quote = "We lived from one grant to the next,"
    study = Small({"report": [("", narrative)]}, quotes=[("report", quote, "direct")], documents=["report"])
    outcome, work = run(study, tmp_path)
    assert {key[:2] for key in coded(outcome, work)} == {(quote, "funding")}


def test_a_passage_with_too_little_content_has_no_theme(tmp_path):
    outcome, _ = run(Small({"one": [("P01", "Grants, yes.")]}), tmp_path)
    assert outcome.summary["coded"] == 0


def test_without_a_codebook_the_run_reports_it_and_continues(tmp_path):
    outcome, _ = run(Small(TALK, codebook=None), tmp_path)
    assert [(finding.level, finding.file) for finding in outcome.findings] == [("check", "codebook.yaml")]
    assert outcome.summary["themes"] == 0


def test_a_wrong_codebook_stops_with_file_and_line(tmp_path):
    with pytest.raises(UserError) as error:
        run(Small(TALK, codebook="codes:\n  - id: a"), tmp_path)
    assert str(error.value.path).endswith("codebook.yaml")
    assert error.value.line == 2


def test_an_unused_code_has_a_row_and_a_note(tmp_path):
    unused = CODEBOOK + "  - id: bees\n    name: Urban beekeeping\n    definition: Hives on roofs.\n"
    outcome, _ = run(Small(TALK, codebook=unused), tmp_path)
    assert themes(outcome)["bees"]["passages"] == 0
    (note,) = outcome.findings
    assert (note.level, note.line) == ("note", unused.splitlines().index("  - id: bees") + 1)


@pytest.mark.parametrize("said", [[], [("I", "Shall we begin?")], [("P01", "Good morning to all of you.")]])
def test_tiny_studies_work(tmp_path, said):
    outcome, _ = run(Small({"one": said} if said else {}), tmp_path)
    assert outcome.summary == {"themes": 2, "candidates": 0, "coded": 0, "suggested": 0}


def _codes(*described):
    return "codes:\n" + "".join(
        f"  - id: c{at}\n    name: {name}\n    definition: {definition}\n"
        for at, (name, definition) in enumerate(described)
    )


THINGS = ["rent", "kitchen", "council", "church", "bus", "garden", "phone", "grant", "food", "choir"]
BAD_CODEBOOKS = {
    "one code": _codes(("Funding", "Money that comes late.")),
    "a hundred codes": _codes(*((f"{a} and {b}", f"{a} with {b}.") for a in THINGS for b in THINGS)),
    "synonyms": _codes(("Funding", "Money that comes late."), ("Money", "Late funding."), ("Grant", "Late money.")),
    "twice the same": _codes(("Funding", "Money that comes late."), ("Funding", "Money that comes late.")),
    "names only": "codes:\n  - {id: a, name: Money}\n  - {id: b, name: Trust}\n",
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_CODEBOOKS)
@pytest.mark.parametrize("passages", [3, 12])
def test_any_codebook_works_and_nothing_is_sure_without_evidence(tmp_path, name, passages):
    said = [
        ("P01", f"{THINGS[at % 10].title()} is what we talked about {at} times, and it came late.")
        for at in range(passages)
    ]
    outcome, _ = run(Small({"one": said}, codebook=BAD_CODEBOOKS[name]), tmp_path)
    codings = outcome.tables["codings"]
    assert len(outcome.tables["themes"]) >= BAD_CODEBOOKS[name].count("id: ")
    assert set(codings["state"]) <= {"suggested"}
    assert codings["confidence"].between(0, 1).all()
    assert len(outcome.tables["review"]) == passages


@pytest.mark.slow
def test_decisions_that_contradict_each_other_make_nothing_sure(tmp_path):
    """Two codes that mean the same, and a coder who accepts and rejects similar passages by turns."""
    said = {
        case: [("P01", f"The grant for {thing} came late again in {case}.") for thing in THINGS]
        for case in "abcdef"
    }
    study = Small(said, codebook=BAD_CODEBOOKS["twice the same"])
    ids = sorted(ids_by_words(study.work(tmp_path)))
    rows = [f"{quote},c{at % 2},{('accept', 'reject')[at // 2 % 2]},Ann,,,," for at, quote in enumerate(ids)]
    study.decisions = "quote_id,theme_id,decision,coder,date,note,source,quote\n" + "\n".join(rows[:40])
    outcome, _ = run(study, tmp_path)
    codings = outcome.tables["codings"]
    assert not (codings["state"] == "sure").any()
    assert (codings["state"] == "confirmed").any()


class TestDecisions:
    HEADER = "quote_id,theme_id,decision,coder,date,note,source,quote\n"
    LOTTERY = TALK["one"][1][1]
    KETTLE = TALK["one"][2][1]

    def decided(self, tmp_path, *rows):
        ids = {words: quote_id for quote_id, words in ids_by_words(Small(TALK).work(tmp_path)).items()}
        lines = [f"{ids.get(words, words)},{rest}" for words, rest in rows]
        return run(Small(TALK, decisions=self.HEADER + "\n".join(lines)), tmp_path)

    def test_a_rejected_coding_keeps_its_row_but_does_not_count(self, tmp_path):
        outcome, work = self.decided(tmp_path, (self.LOTTERY, "funding,reject,Ana,,not the point,,"))
        found = coded(outcome, work)
        assert found[self.LOTTERY, "funding", "pipeline"]["decision"] == "reject"
        assert found[self.LOTTERY, "funding", "Ana"]["decision"] == "reject"
        assert found[self.LOTTERY, "funding", "Ana"]["note"] == "not the point"
        assert {found[self.LOTTERY, "funding", coder]["state"] for coder in ("pipeline", "Ana")} == {""}
        assert themes(outcome)["funding"]["passages"] == 0

    def test_an_accepted_coding_is_marked(self, tmp_path):
        outcome, work = self.decided(tmp_path, (self.LOTTERY, "funding,accept,Ana,,,,"))
        assert coded(outcome, work)[self.LOTTERY, "funding", "pipeline"]["decision"] == "accept"
        assert coded(outcome, work)[self.LOTTERY, "funding", "pipeline"]["state"] == "confirmed"
        assert themes(outcome)["funding"]["passages"] == 1

    def test_an_added_theme_belongs_to_its_coder(self, tmp_path):
        outcome, work = self.decided(tmp_path, (self.KETTLE, "funding,add,Ana,,,,"))
        row = coded(outcome, work)[self.KETTLE, "funding", "Ana"]
        assert (row["origin"], row["decision"], row["confidence"]) == ("coder", "add", 1.0)
        assert row["state"] == "confirmed"
        assert themes(outcome)["funding"]["passages"] == 2

    @pytest.mark.parametrize("theme", ["kettles", "Funding!", "candidate-00000000", "funding-2019", "«»"])
    @pytest.mark.parametrize("word", ["accept", "reject", "add"])
    def test_an_unknown_theme_is_left_out_and_reported(self, tmp_path, theme, word):
        outcome, _ = self.decided(tmp_path, (self.KETTLE, f"{theme},{word},Ana,,,,"))
        plain, _ = self.decided(tmp_path)
        assert outcome.tables["codings"].equals(plain.tables["codings"])
        assert outcome.tables["themes"].equals(plain.tables["themes"])
        assert "1 decision(s) were left out of the run" in outcome.findings[0].finding

    def test_many_unknown_themes_are_one_finding(self, tmp_path):
        outcome, _ = self.decided(tmp_path, *((self.KETTLE, f"old-{n},accept,Ana,,,,") for n in range(200)))
        (finding,) = [one for one in outcome.findings if one.file == "decisions.csv"]
        assert "200 decision(s)" in finding.finding
        assert len(finding.finding) < 300

    def test_conflicting_decisions_are_kept_and_reported(self, tmp_path):
        outcome, work = self.decided(
            tmp_path,
            (self.LOTTERY, "funding,accept,Ana,2025-01-01,,,"),
            (self.LOTTERY, "funding,reject,Bo,2025-01-02,,,"),
        )
        found = coded(outcome, work)
        assert found[self.LOTTERY, "funding", "pipeline"]["decision"] == "reject"
        assert {key[2] for key in found if key[0] == self.LOTTERY} == {"pipeline", "Ana", "Bo"}
        assert "differ" in outcome.findings[0].finding

    def test_a_decision_survives_a_corrected_transcript(self, tmp_path):
        corrected = self.LOTTERY.replace("twelve months", "eleven months")
        outcome, work = self.decided(tmp_path, ("q-old", f"funding,reject,Ana,,,one,{corrected}"))
        assert coded(outcome, work)[self.LOTTERY, "funding", "pipeline"]["decision"] == "reject"

    def test_a_decision_on_a_missing_passage_is_a_finding(self, tmp_path):
        outcome, _ = self.decided(tmp_path, ("q-old", "funding,reject,Ana,,,one,Something else altogether."))
        assert (outcome.findings[0].level, outcome.findings[0].line) == ("check", 2)

    def test_a_file_saved_by_a_spreadsheet_in_its_own_encoding_is_read(self, tmp_path):
        header = self.HEADER.replace(",", ";")
        study = Small(TALK, decisions=f"{header}q-old;funding;reject;Zoë;;café;;\n".encode("cp1252"))
        outcome, _ = run(study, tmp_path)
        assert "q-old" in outcome.findings[0].finding


def test_names_of_participants_are_in_no_candidate_and_no_basis(tmp_path):
    talk = [
        (
            "P01",
            f"Thea Grant came to the allotment again with {what}, and Thea Grant planted the allotment with us.",
        )
        for what in (
            "leeks",
            "beans and peas",
            "onions",
            "a barrow of compost",
            "potatoes",
            "her daughter's seedlings",
        )
    ]
    outcome, _ = run(Small({"one": talk}, names={"P01": "Thea Grant"}), tmp_path)
    told = " ".join(outcome.tables["themes"]["theme"]) + " ".join(outcome.tables["themes"]["label_words"])
    assert "Thea" not in told
    assert not any("Grant" in basis or "Thea" in basis for basis in outcome.tables["codings"]["basis"])


def test_the_same_study_gives_the_same_tables_in_any_order_of_sources(tmp_path):
    forwards, _ = run(Small(TALK), tmp_path / "a")
    backwards, _ = run(Small(dict(reversed(TALK.items()))), tmp_path / "b")
    for name in ("codings", "themes"):
        key = ["theme_id"] if name == "themes" else ["quote_id", "theme_id"]
        first, second = (one.tables[name].sort_values(key, ignore_index=True) for one in (forwards, backwards))
        assert first.equals(second)  # to which a missing number is the same as another


SEASONS = """
codes:
  - id: season
    name: Seasons and hours
    definition: The season of the year or the hour of the day.
    phrases: [summer, winter*, frost, teatime, market day, in the dark, rehearsal evening, deadline]
"""


def several(texts):
    """Passages by five speakers in two interviews, alternating between topics."""
    said = [(f"P{at % 5}", text) for at, text in enumerate(texts)]
    return {source: [one for at, one in enumerate(said) if at // 4 % 2 == odd] for odd, source in enumerate("ab")}


@pytest.mark.parametrize(("setting", "wanted"), [("", False), ("[themes]\ndiscover_in_coded = true\n", True)])
def test_candidates_are_found_in_passages_with_a_likely_code_only_on_request(tmp_path, setting, wanted):
    outcome, _ = run(Small(several(talk(80)), codebook=SEASONS, settings=setting), tmp_path)
    codings = outcome.tables["codings"]
    coded, discovered = (codings[codings["origin"] == one] for one in ("codebook", "discovered"))
    likely, unlikely = (set(coded[(coded["confidence"] >= LIKELY) == one]["quote_id"]) for one in (True, False))
    found = set(discovered["quote_id"])
    assert likely
    assert found
    assert bool(likely & found) == wanted
    assert found & unlikely, "an unlikely suggestion hides no other theme"


def told(said, folder, **options):
    """The candidates of a run."""
    outcome, _ = run(Small(said, **options), folder)
    themes, codings = outcome.tables["themes"], outcome.tables["codings"]
    columns = ["theme_id", "theme", "label_words", "stability", "passages"]
    found = themes[themes["origin"] == "discovered"][columns].to_dict("records")
    return found, codings[["quote_id", "theme_id", "confidence"]].to_dict("records")


def test_the_interviewers_questions_do_not_affect_candidates(tmp_path):
    """The same answers to other questions give exactly the same candidates (a codebook may code other passages)."""
    asked = [
        {
            source: [turn for answer in some for turn in (("I", question), answer)]
            for source, some in answers.items()
        }
        for question in ("And then?", "When did the prison officer visit the prison?")
        for answers in [several(talk(80))]
    ]
    plain, loud = (told(said, tmp_path / f"{at}", codebook=None) for at, said in enumerate(asked))
    assert plain == loud
    assert len(plain[0]) >= 3


@pytest.mark.parametrize("label", ["Bus driver", "Allotment holder", "Choir"])
def test_role_labels_do_not_affect_candidates(tmp_path, label):
    said = several(talk(80))
    plain = told(said, tmp_path / "plain")
    said = {source: [(label if who == "P0" else who, text) for who, text in some] for source, some in said.items()}
    assert told(said, tmp_path / "labelled") == plain


@pytest.mark.parametrize(
    ("label", "names"),
    [
        ("Kitchen worker", set()),
        ("Rose", {"rose"}),  # a given name, though prices rose
        ("Thea Marlow", {"thea", "marlow"}),
        ("Marlow", {"marlow"}),  # never said
        ("Worker Marlow", {"marlow"}),
    ],
)
def test_labels_that_may_be_names_count_as_names(tmp_path, label, names):
    work = Small({"a": [(label, "Prices rose, and the kitchen lost a worker.")]}).work(tmp_path)
    assert participant_names(ThemesInput.of(work)) == names
