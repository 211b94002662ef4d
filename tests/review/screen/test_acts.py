"""Each act on the files of decisions, and its undo; two coders; a run at the same time."""

import csv
import io
import threading
import time

import pytest

from pipeline.corpus.codebook import read_codebook
from pipeline.review.export import export_review
from pipeline.review.imports import import_decisions
from pipeline.review.screen import pending
from pipeline.review.screen.journal import Journal
from pipeline.workflow.locks import WRITES_BOTH, WRITES_MODELS, hold

FILES = (
    "models/decisions.csv", "models/passages.csv", "models/codebook.yaml", "models/people.csv",
    "models/organisations.csv", "models/memos.csv", "models/quotes.csv", "models/speakers.csv",
    "sample/participants.csv", "sample/cases.csv",
)  # fmt: skip


def files(study) -> dict[str, bytes]:
    base = study.models.parent
    return {name: (base / name).read_bytes() for name in FILES if (base / name).exists()}


def rows(study, *names: str) -> list[tuple[str, ...]]:
    path = study.models / "decisions.csv"
    text = path.read_text("utf-8-sig") if path.exists() else ""
    return [tuple(row[name] for name in names) for row in csv.DictReader(io.StringIO(text)) if not row["undone"]]


def first(served, number: int = 1) -> list[str]:
    return [one["id"] for one in served.get("api/list?show=review")[1]["passages"][:number]]


def sources(served) -> dict[str, dict]:
    """The transcripts by their file's name, without its ending."""
    found = (served.get(f"api/source?id={one['id']}")[1] for one in served.get("api/study")[1]["sources"])
    return {one["file"].rpartition(".")[0].replace("_", "-"): one for one in found}


def placed(served, given: dict[str, object]) -> dict[str, object]:
    """An act on a turn with the place of its words: of the whole, or from a character on."""
    if "turn" not in given:
        return given
    name, number = given["turn"]
    source = sources(served)[name]
    whole = source["turns"][number]
    if source["kind"] == "document":
        quoted = next(one for turn in source["turns"] for one in turn["passages"])
        whole = {"start": quoted["start"], "end": quoted["start"] + len(quoted["text"])}
    rest = {key: value for key, value in given.items() if key not in ("turn", "from")}
    return {**rest, "source": source["id"], "start": whole["start"] + given.get("from", 0), "end": whole["end"]}


EDITS = [
    ("add-code", {"name": "Waiting for somebody: a “list”"}),
    ("change-code", {"code": "trust", "changes": {"name": "Trust"}}),
    ("change-code", {"code": "trust", "changes": {"definition": "A new: definition, # with signs.\nOn two lines"}}),
    ("change-code", {"code": "trust", "changes": {"phrases": ["rely on", "count* on"], "parent": "cogs"}}),
    ("change-code", {"code": "cogs", "changes": {"include": "", "exclude": ""}}),
    ("merge-code", {"code": "local", "into": "trust"}),
    ("retire-code", {"code": "ourselves"}),
    ("split-code", {"from": "trust", "name": "Named contacts", "parent": "trust", "quotes": []}),
    ("decide-names", {"names": ["Kayleigh Dunne", "Denise"], "decision": "replace"}),
    ("decide-names", {"names": ["Denise"], "decision": "same as Kayleigh Dunne"}),
    ("organisation", {"name": "A Better Start", "none": True}),
    ("organisation", {"name": "Brand New Trust", "sector": "funder"}),
    ("organisation", {"name": "Quayside Kitchen", "into": "360Giving"}),
    ("split-organisation", {"name": "Acorns", "from": "Acorn Housing"}),
    ("speaker", {"case": "Thornaby Cross", "speaker": "Maureen", "interviewer": "yes"}),
    ("speaker", {"case": "Thornaby Cross", "speaker": "Maureen", "attribution": "A volunteer, since 2019"}),
    ("give-words", {"turn": ("harrowdale-roundtable", 3), "speaker": "Somebody, new"}),
    ("give-words", {"turn": ("wexcombe-interview", 2), "from": 30, "speaker": "Interviewer"}),
    ("give-words", {"turn": ("pellgate-case-study", 0), "speaker": "a resident"}),
    ("speaker", {"case": "Wexcombe", "speaker": "Somebody, new", "interviewer": "no"}),
    ("join-speakers", {"case": "Wexcombe", "speaker": "JB", "other": "Jo Bloggs"}),
    ("source", {"file": "wexcombe_interview.vtt", "checked": "yes"}),
    ("source", {"file": "wexcombe_interview.vtt", "recording": "sound/one, two.mp3"}),
    ("memo", {"about": "study", "id": "", "text": "=1+1, a “memo”\non two lines"}),
    ("memo", {"about": "code", "id": "trust", "text": "Too broad?"}),
]


@pytest.mark.parametrize(("kind", "given"), EDITS, ids=[f"{kind}-{at}" for at, (kind, _) in enumerate(EDITS)])
def test_every_change_can_be_undone_and_redone(served, kind, given):
    before = files(served.study)
    done = served.act(kind, **placed(served, given))
    served.wait_until_written()
    after = files(served.study)
    assert after != before
    assert served.post("api/undo", {"coder": "Ann Other"})[0] == 200
    served.wait_until_written()
    assert files(served.study) == before
    assert served.post("api/redo", {"coder": "Ann Other"})[0] == 200
    served.wait_until_written()
    assert files(served.study) == after
    acts = served.get("api/history")[1]["acts"]
    assert [(one["number"], one["coder"], one["stands"]) for one in acts] == [(done["act"], "Ann Other", True)]


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        ("add-code", {"name": "Trust and relationships"}, "already"),
        ("change-code", {"code": "trust", "changes": {"name": " "}}, "missing"),
        ("change-code", {"code": "nothing", "changes": {"name": "X"}}, "no code 'nothing'"),
        ("change-code", {"code": "trust", "changes": {"parent": "trust"}}, "ancestor"),
        ("change-code", {"code": "trust", "changes": {"id": "x"}}, "nothing to change"),
        ("merge-code", {"code": "trust", "into": "trust"}, "itself"),
        ("decide-names", {"names": ["Denise"], "decision": "perhaps"}, "not known"),
        ("decide-names", {"names": [], "decision": "keep"}, "no name"),
        ("organisation", {"name": "A Better Start", "sector": "somewhere"}, "unknown sector"),
        ("split-organisation", {"name": "360Giving", "from": "360giving"}, "from itself"),
        ("speaker", {"case": "Wexcombe", "speaker": "Dilys", "interviewer": "perhaps"}, "nothing to change"),
        ("give-words", {"turn": ("wexcombe-interview", 2), "from": -30, "speaker": "Interviewer"}, "in one turn"),
        ("give-words", {"turn": ("wexcombe-interview", 2), "speaker": "…"}, "label of a speaker"),
        ("give-words", {"turn": ("wexcombe-interview", 2), "speaker": "x" * 91}, "label of a speaker"),
        ("give-words", {"turn": ("survey", 0), "speaker": "Interviewer"}, "in one turn"),
        ("give-words", {"source": "gone", "start": 1, "end": 2, "speaker": "A"}, "not in the transcript"),
        ("join-speakers", {"case": "Wexcombe", "speaker": "Speaker 1", "other": "Speaker 2"}, "neither label"),
        ("memo", {"about": "weather", "text": "x"}, "what the memo is about"),
        ("choose-quote", {"quote_id": "q-000000000000", "choice": "star"}, "no longer in the transcripts"),
        ("choose-quote", {"choice": "perhaps"}, "whether to star or bar"),
        ("choose-quote", {"choice": ""}, "neither starred nor barred"),
        ("judge", {"quote_id": "q-000000000000", "theme_id": "trust", "decision": "accept"}, "cut otherwise"),
        ("judge", {"theme_id": "trst", "decision": "accept"}, "no code 'trst'"),
        ("judge", {"theme_id": "trust", "decision": ""}, "empty"),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(served, kind, given, said):
    before = files(served.study)
    if kind in ("judge", "choose-quote") and "quote_id" not in given:
        given = {**given, "quote_id": first(served)[0]}
    status, answer = served.post("api/act", {"kind": kind, "coder": "Ann Other", **placed(served, given)})
    assert status == 409
    assert said in answer["problem"]
    assert files(served.study) == before


@pytest.mark.parametrize("name", ["pipeline", " Agreed ", "", "   ", "x" * 100])
def test_a_name_that_is_no_coders_is_refused(served, name):
    assert served.post("api/coder", {"coder": name})[0] == 409


def test_answers_are_written_undone_and_redone(served):
    one, two = first(served, 2)
    served.act("judge", quote_id=one, theme_id="trust", decision="accept", mode="review")
    served.act("judge", quote_id=two, theme_id="cogs", decision="none", mode="review")
    served.wait_until_written()
    told = [(one, "trust", "accept"), (two, "cogs", "reject"), (two, "", "none")]
    assert rows(served.study, "quote_id", "theme_id", "decision") == told
    served.post("api/undo", {"coder": "Ann Other"})
    served.wait_until_written()
    assert rows(served.study, "quote_id", "theme_id", "decision") == told[:1]
    assert two in [each["id"] for each in served.get("api/list?show=review")[1]["passages"]]
    served.post("api/redo", {"coder": "Ann Other"})
    served.wait_until_written()
    assert rows(served.study, "quote_id", "theme_id", "decision") == told


def test_the_same_answers_as_in_the_workbook_give_the_same_decisions(served, tmp_path):
    from openpyxl import load_workbook

    path = tmp_path / "review.xlsx"
    path.write_bytes(export_review(served.study, number=60, coder="Ann Other"))
    book = load_workbook(path)
    sheet = book["Review"]
    names = [cell.value for cell in sheet[1]]
    answers = []
    for number, row in enumerate(sheet.iter_rows(min_row=2)):
        cells = dict(zip(names, row, strict=True))
        word = ("accept", "reject", "none")[number % 3]
        cells["decision"].value = word
        if number % 5 == 1:
            other = "trust" if cells["theme_id"].value == "volunteers" else "volunteers"
            cells["another_theme"].value = "" if word == "none" else other
        given = {name: cell.value or "" for name, cell in cells.items()}
        answers.append({name: given[name] for name in ("quote_id", "theme_id", "decision", "another_theme")})
    book.save(path)
    assert len(answers) == 60
    for one in answers:
        served.act("judge", mode="review", sample="informative", **one)
    served.wait_until_written()
    columns = ("quote_id", "theme_id", "decision", "coder", "note", "source", "quote", "mode", "sample")
    on_screen = rows(served.study, *columns)
    (served.study.models / "decisions.csv").unlink()
    import_decisions(served.study, path)
    assert rows(served.study, *columns) == on_screen


def test_two_coders_undo_their_own_acts(served):
    one, two = first(served, 2)
    served.act("judge", "Ann Other", quote_id=one, theme_id="trust", decision="accept")
    served.act("judge", "Ben Else", quote_id=two, theme_id="cogs", decision="accept")
    assert served.post("api/undo", {"coder": "Ann Other"})[1]["quote_id"] == one
    served.wait_until_written()
    assert rows(served.study, "quote_id", "coder") == [(two, "Ben Else")]


def test_answers_at_the_same_time_are_all_kept(served):
    passages = first(served, 20)

    def answer(coder: str) -> None:
        for one in passages:
            served.act("judge", coder, quote_id=one, another_theme="trust", mode="review")

    threads = [threading.Thread(target=answer, args=(name,)) for name in ("Ann Other", "Ben Else")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    served.wait_until_written()
    assert sorted(rows(served.study, "quote_id", "coder")) == sorted(
        (one, name) for one in passages for name in ("Ann Other", "Ben Else")
    )


def test_a_blind_coder_is_told_nothing_of_others(served):
    one = served.get("api/blind?coder=Ben+Else&number=30")[1]["passages"][0]
    served.act("judge", "Ann Other", quote_id=one["id"], theme_id="trust", mode="blind", note="xylophone")
    status, source = served.get(f"api/source?id={one['source']}&blind=Ben+Else")
    assert status == 200
    passage = next(each for turn in source["turns"] for each in turn["passages"] if each["id"] == one["id"])
    assert passage["codes"] == []
    assert not passage["decided"]
    assert "xylophone" not in str(source)
    assert "confidence" not in str(source)


def test_conflicts_are_settled_with_a_note(served):
    one = served.get("api/blind?coder=x&number=30")[1]["passages"][0]["id"]
    served.act("judge", "Ann Other", quote_id=one, theme_id="trust", mode="blind")
    served.act("judge", "Ben Else", quote_id=one, theme_id="cogs; local", mode="blind")
    (conflict,) = served.get("api/conflicts")[1]["passages"]
    assert {each["coder"]: each["codes"] for each in conflict["said"]} == {
        "Ann Other": ["trust"],
        "Ben Else": ["cogs", "local"],
    }
    assert "gave the same set of codes to 0 of 1" in served.get("api/agreement")[1]["sentences"][0]
    served.act("settle", quote_id=one, codes=["cogs"], note="talked about it")
    assert served.get("api/conflicts")[1]["passages"] == []
    served.wait_until_written()
    assert rows(served.study, "theme_id", "coder", "note")[-1] == ("cogs", "agreed", "talked about it")
    assert served.get("api/history")[1]["acts"][0]["coder"] == "Ann Other"


def test_merged_codes_take_their_codings_along(served):
    one = first(served)[0]
    served.act("judge", quote_id=one, theme_id="local", decision="accept")
    served.act("merge-code", code="local", into="trust")
    served.wait_until_written()
    codes = read_codebook(served.study.models / "codebook.yaml").codes
    assert "local" not in {code.id for code in codes}
    assert next(code for code in codes if code.id == "trust").merged == ("local",)
    for _ in range(200):
        passage = served.get(f"api/passage?id={one}")[1]
        if "trust" in {code["code"] for code in passage["codes"] if code["state"] == "confirmed"}:
            return
    raise AssertionError(passage)


def test_while_another_command_works_answers_are_kept_and_written_later(served):
    one = first(served)[0]
    with hold(served.study, WRITES_BOTH):
        served.act("judge", quote_id=one, theme_id="trust", decision="accept")
        assert served.get(f"api/passage?id={one}")[1]["decided"]
        assert rows(served.study, "quote_id") == []
    served.wait_until_written()
    assert rows(served.study, "quote_id") == [(one,)]


def test_an_edit_of_the_codebook_meanwhile_is_kept(served):
    path = served.study.models / "codebook.yaml"
    served.act("change-code", code="trust", changes={"name": "Trusting"})
    served.wait_until_written()
    path.write_text(path.read_text().replace("Cogs of connection", "Cogs"))
    served.post("api/undo", {"coder": "Ann Other"})
    served.wait_until_written()
    names = {code.id: code.name for code in read_codebook(path).codes}
    assert (names["trust"], names["cogs"]) == ("Trust and relationships", "Cogs")


def test_an_undo_of_lines_that_were_edited_since_is_refused_in_a_sentence(served):
    path = served.study.models / "codebook.yaml"
    served.act("change-code", code="trust", changes={"name": "Trusting"})
    served.wait_until_written()
    path.write_text(path.read_text().replace("Trusting", "Trust, again"))
    served.post("api/undo", {"coder": "Ann Other"})
    served.wait_until_written()
    assert "Trust, again" in path.read_text()
    assert "changed since" in served.get("api/history")[1]["acts"][0]["problem"]


def test_an_undone_memo_is_gone_before_the_file_is_written(served):
    served.act("memo", about="study", id="", text="Ask about this again.")
    served.wait_until_written()
    with hold(served.study, WRITES_MODELS):  # the session cannot write
        served.post("api/undo", {"coder": "Ann Other"})
        assert "Ask about this" in (served.study.models / "memos.csv").read_text("utf-8")
        assert served.get("api/memos")[1]["memos"] == []
        served.post("api/redo", {"coder": "Ann Other"})
        assert [one["memo"] for one in served.get("api/memos")[1]["memos"]] == ["Ask about this again."]


def choice(served, quote_id: str) -> str:
    return served.get(f"api/passage?id={quote_id}")[1]["choice"]


def test_a_quote_is_starred_barred_and_neither_and_each_can_be_undone(served):
    one = first(served)[0]
    before = files(served.study)
    seen = [before]
    for wanted in ("star", "bar", ""):
        assert served.act("choose-quote", quote_id=one, choice=wanted)["passage"]["choice"] == wanted
        served.wait_until_written()
        assert choice(served, one) == wanted
        seen.append(files(served.study))
    assert len({each.get("models/quotes.csv") for each in seen}) == 4
    (row,) = csv.DictReader(io.StringIO(seen[2]["models/quotes.csv"].decode("utf-8-sig")))
    passage = served.get(f"api/passage?id={one}")[1]
    assert (row["quote_id"], row["decision"], row["coder"]) == (one, "bar", "Ann Other")
    assert (row["source"], row["quote"]) == (passage["source"], " ".join(passage["text"].split()))
    for wanted, content in zip(("bar", "star", ""), reversed(seen[:3]), strict=True):
        assert served.post("api/undo", {"coder": "Ann Other"})[1]["passage"]["choice"] == wanted
        served.wait_until_written()
        assert choice(served, one) == wanted
        assert files(served.study) == content
    assert served.post("api/redo", {"coder": "Ann Other"})[1]["passage"]["choice"] == "star"
    served.wait_until_written()
    assert files(served.study) == seen[1]
    told = [each["about"] for each in served.get("api/history")[1]["acts"]]
    assert told == ["Removed the star or bar of a quote", "Barred a quote", "Starred a quote"]


def test_a_star_shows_before_the_file_is_written(served):
    one, two = first(served, 2)
    served.act("choose-quote", quote_id=one, choice="star")
    served.wait_until_written()
    with hold(served.study, WRITES_MODELS):  # the session cannot write
        served.post("api/undo", {"coder": "Ann Other"})
        assert choice(served, one) == ""
        served.act("choose-quote", quote_id=two, choice="bar")
        assert choice(served, two) == "bar"
    served.wait_until_written()
    assert (choice(served, one), choice(served, two)) == ("", "bar")


def test_an_act_that_is_written_while_its_file_is_read_is_not_lost(served, tmp_path, monkeypatch):
    journal = Journal(tmp_path)
    act = journal.add(coder="Ann Other", kind="memo", about="Wrote a memo", what={})
    read = pending.text_of

    def read_then_written(*place):
        text = read(*place)
        journal.settle(act.number, done=True)
        return text

    monkeypatch.setattr(pending, "text_of", read_then_written)
    assert pending.file_and_pending(served.study, journal, "memo", "memos.csv") == ("", [act])
    assert pending.file_and_pending(served.study, journal, "memo", "memos.csv") == ("", [])


def test_a_quote_with_another_id_is_known_by_its_words_and_keeps_its_row(served):
    one = first(served)[0]
    passage = served.get(f"api/passage?id={one}")[1]
    path = served.study.models / "quotes.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(("quote_id", "decision", "coder", "note", "source", "quote", "mine"))
        table.writerow(
            ("q-old", "star", "Bo", "for the front page", passage["source"], passage["text"].strip(), "x")
        )
    assert choice(served, one) == "star"
    served.act("choose-quote", quote_id=one, choice="bar")
    served.wait_until_written()
    (row,) = csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))
    assert [row[name] for name in ("quote_id", "decision", "note", "mine")] == [
        "q-old",
        "bar",
        "for the front page",
        "x",
    ]
    served.act("choose-quote", quote_id=one, choice="")
    served.wait_until_written()
    assert list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))) == []


def test_a_blind_coder_does_not_see_stars(served):
    one = served.get("api/blind?coder=Ben+Else&number=30")[1]["passages"][0]
    served.act("choose-quote", quote_id=one["id"], choice="star")
    assert "choice" not in str(served.get(f"api/source?id={one['source']}&blind=Ben+Else")[1])


def learn(served) -> None:
    """Bring the run up to date, and wait until the page has it."""
    served.wait_until_written()
    before = served.get("api/state")[1]["run"]
    served.post("api/learn", {})
    for _ in range(600):
        state = served.get("api/state")[1]
        if not state["learning"] and state["run"] != before:
            return
        time.sleep(0.1)
    raise AssertionError(state)


def spoken(served, name: str) -> list[tuple[str, bool, str]]:
    return [
        (turn["label"], turn["interviewer"], turn["text"] or "".join(one["text"] for one in turn["passages"]))
        for turn in sources(served)[name]["turns"]
    ]


@pytest.mark.slow
def test_a_turn_is_divided_in_the_next_run_and_whole_again_after_undo(served):
    before = spoken(served, "wexcombe-interview")
    at = max(range(len(before)), key=lambda turn: len(before[turn][2]))
    label, _, words = before[at]
    asking = next(each for each, is_asking, _ in before if is_asking)
    rest = words.index(". ") + 2
    text = served.study.texts / "wexcombe-interview.txt"
    transcript = (served.study.transcripts / "wexcombe_interview.vtt").read_bytes()
    stored = text.read_text("utf-8")

    served.act(
        "give-words", **placed(served, {"turn": ("wexcombe-interview", at), "from": rest, "speaker": asking})
    )
    learn(served)
    divided = spoken(served, "wexcombe-interview")
    assert divided[:at] == before[:at]
    assert divided[at + 2 :] == before[at + 1 :]
    assert [(who, asks, said.strip()) for who, asks, said in divided[at : at + 2]] == [
        (label, False, words[:rest].strip()),
        (asking, True, words[rest:].strip()),
    ]
    assert text.read_text("utf-8") == stored
    assert (served.study.transcripts / "wexcombe_interview.vtt").read_bytes() == transcript

    served.post("api/undo", {"coder": "Ann Other"})
    learn(served)
    assert spoken(served, "wexcombe-interview") == before


def test_a_quotation_in_a_document_gets_its_speaker_in_the_next_run(served):
    given = placed(served, {"turn": ("pellgate-case-study", 0), "speaker": "a resident"})

    def quoted() -> str:
        turns = sources(served)["pellgate-case-study"]["turns"]
        return next(one["speaker"] for turn in turns for one in turn["passages"] if one["start"] == given["start"])

    before = quoted()
    served.act("give-words", **given)
    learn(served)
    assert quoted() == "a resident" != before


def test_a_name_that_was_joined_is_an_organisation_of_its_own(served):
    def named() -> dict[str, set[str]]:
        some = served.get("api/organisations")[1]["organisations"]
        return {one["name"]: set(filter(None, one["aliases"].split("; "))) for one in some}

    name, aliases = next((name, aliases) for name, aliases in named().items() if aliases)
    alias = sorted(aliases)[0]
    served.act("split-organisation", name=alias, **{"from": name})
    learn(served)
    after = named()
    assert alias in after
    assert alias not in after.get(name, ())
