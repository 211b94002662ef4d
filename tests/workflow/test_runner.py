"""Stages run in order and only if something changed, and leave no half-written files."""

from dataclasses import replace

import pytest

from pipeline.corpus.errors import UserError
from pipeline.corpus.records import Finding
from pipeline.corpus.schema import Column, Table
from pipeline.corpus.study import Study
from pipeline.workflow.parallel import MOST_TO_COPY, Engine
from pipeline.workflow.runner import Run, check_order
from pipeline.workflow.stage import Outcome, Stage

LETTERS = Table("letters", "For the test.", (Column("letter", "one", unique=True),))
COUNTS = Table("counts", "For the test.", (Column("count", "how many", "integer"),))


def shout(word: str) -> str:
    return word.upper()


class Recorder:
    """Remembers which stages did any work."""

    def __init__(self):
        self.worked = []
        self.fresh = {}

    def letters(self, work):
        self.worked.append("letters")
        text = "".join(path.read_text() for path in work.study.transcript_files())
        upper = work.map(shout, sorted(set(text)), result=str, what="shouting", key=lambda w: w, characters=len)
        finding = Finding(level="check", stage="letters", finding="Look at this.")
        return Outcome({"letters": LETTERS.frame({"letter": x} for x in upper)}, findings=[finding])

    def counts(self, work):
        self.worked.append("counts")
        rows = [{"count": len(work.tables["letters"])}]
        files = {f"dataset/{row}.txt": b"x" for row in work.tables["letters"]["letter"]}
        return Outcome({"counts": COUNTS.frame(rows)}, files=files.items(), summary={"letters": rows[0]["count"]})

    @property
    def stages(self):
        first = Stage(
            name="letters", help="", inputs=(), outputs=(LETTERS,), run=self.letters, reads_transcripts=True
        )
        second = Stage(
            name="counts",
            help="",
            inputs=(LETTERS,),
            outputs=(COUNTS,),
            run=self.counts,
            reads=("x.yaml",),
            settings=("themes",),
        )
        return (first, second)


@pytest.fixture
def study(tmp_path):
    (tmp_path / "transcripts").mkdir()
    (tmp_path / "models").mkdir()
    (tmp_path / "transcripts" / "a.txt").write_text("abba")
    return Study(tmp_path / "transcripts", tmp_path / "models", tmp_path / "outputs")


def worked(study):
    recorder = Recorder()
    Run(study).through(recorder.stages)
    return recorder.worked


def test_a_second_run_does_nothing(study):
    assert worked(study) == ["letters", "counts"]
    assert worked(study) == []


@pytest.mark.parametrize(
    ("change", "again"),
    [
        (lambda s: (s.transcripts / "a.txt").write_text("abbac"), ["letters", "counts"]),
        (lambda s: (s.transcripts / "a.txt").write_text("baab"), ["letters"]),
        (lambda s: (s.transcripts / "cases.csv").write_text("file\n"), ["letters"]),
        (lambda s: (s.models / "x.yaml").write_text("x"), ["counts"]),
        (lambda s: (s.outputs / "dataset" / "A.txt").unlink(), ["counts"]),
        (lambda s: (s.outputs / "dataset" / "A.txt").write_text("meddled"), ["counts"]),
        (lambda s: (s.tables / "letters.parquet").unlink(), ["letters"]),
        (lambda s: (s.models / "settings.toml").write_text("[themes]\nseed = 1\n"), ["counts"]),
        (lambda s: (s.models / "settings.toml").write_text("[emit]\nname_coders = false\n"), []),
    ],
    ids=[
        "text",
        "text, same letters",
        "cases",
        "model file",
        "file gone",
        "file changed",
        "table gone",
        "settings that one stage reads",
        "settings that none reads",
    ],
)
def test_a_run_does_again_only_what_depends_on_the_change(study, change, again):
    worked(study)
    change(study)
    assert worked(study) == again


def test_what_is_no_longer_made_is_removed(study):
    worked(study)
    (study.transcripts / "a.txt").write_text("bb")
    worked(study)
    assert sorted(path.name for path in (study.outputs / "dataset").iterdir()) == ["B.txt"]


def test_findings_and_counts_are_kept_for_the_next_run(study):
    recorder = Recorder()
    first = Run(study).through(recorder.stages)
    second = Run(study).through(recorder.stages)
    assert first == second
    assert second[0].findings[0].finding == "Look at this."
    assert second[1].summary == {"letters": 2}


def test_what_is_private_is_open_to_its_owner_only(study):
    worked(study)
    assert study.private.stat().st_mode & 0o777 == 0o700
    for path in study.private.rglob("*"):
        allowed = 0o700 if path.is_dir() else 0o600
        assert path.stat().st_mode & 0o777 == allowed, path


def test_a_stage_that_fails_leaves_no_receipt_and_no_temporary_file(study):
    recorder = Recorder()
    broken = replace(
        recorder.stages[1], run=lambda work: Outcome({"counts": COUNTS.frame()}, files=[("a", b""), ("b", 1)])
    )
    with pytest.raises(TypeError):
        Run(study).through((recorder.stages[0], broken))
    assert not (study.private / "receipt_counts.json").exists()
    assert not list(study.outputs.rglob("*.part"))
    assert worked(study) == ["counts"]


def test_what_a_stage_puts_aside_is_gone_after_it_and_after_one_that_was_killed(study):
    recorder = Recorder()
    seen = []

    def files(work):
        (work.scratch() / "aside").write_text("x")
        yield "dataset/a.txt", b"a"
        seen.append((work.scratch() / "aside").read_text())
        yield "dataset/b.txt", b"b"

    aside = replace(recorder.stages[1], run=lambda work: Outcome({"counts": COUNTS.frame()}, files=files(work)))
    study.scratch.mkdir(parents=True)
    (study.scratch / "left").write_text("by a run that was killed")
    Run(study).through((recorder.stages[0],))
    assert not study.scratch.exists()
    Run(study).through((recorder.stages[0], aside))
    assert seen == ["x"]
    assert not study.scratch.exists()


def test_an_undeclared_table_is_a_bug_that_names_the_stage(study):
    recorder = Recorder()
    broken = replace(recorder.stages[0], run=lambda work: Outcome({}))
    with pytest.raises(LookupError, match="letters"):
        Run(study).through((broken,))


def test_an_undeclared_model_file_is_a_bug(study):
    recorder = Recorder()
    greedy = replace(recorder.stages[0], run=lambda work: Outcome({"letters": work.model_file("codebook.yaml")}))
    with pytest.raises(LookupError, match=r"codebook\.yaml"):
        Run(study).through((greedy,))


def test_order_is_checked_and_both_stages_named():
    first, second = Recorder().stages
    check_order((first, second))
    with pytest.raises(LookupError, match="counts reads letters, which letters makes"):
        check_order((second, first))
    with pytest.raises(LookupError, match="both letters and again make letters"):
        check_order((first, replace(first, name="again")))


@pytest.mark.parametrize(
    ("prepare", "told"),
    [
        (lambda s: (s.transcripts / "a.txt").unlink(), "holds no transcript"),
        (lambda s: ((s.transcripts / "a.txt").unlink(), s.transcripts.rmdir()), "no such folder"),
        (lambda s: (s.models / "settings.toml").write_text("[themes\n"), "TOML"),
        (lambda s: (s.models / "settings.toml").write_text("[theme]\nseed = 1\n"), r"\[theme\]"),
        (lambda s: (s.models / "settings.toml").write_text("[themes]\nseeds = 1\n"), "'seeds'"),
        (lambda s: (s.models / "settings.toml").write_text("[themes]\nseed = 'x'\n"), "right type"),
    ],
    ids=["empty folder", "no folder", "bad toml", "bad section", "bad key", "bad type"],
)
def test_what_a_user_got_wrong_is_told_with_the_file_and_a_remedy(study, prepare, told):
    prepare(study)
    with pytest.raises(UserError, match=told) as caught:
        worked(study)
    assert caught.value.path is not None
    assert caught.value.remedy


def test_readmes_hidden_files_and_the_studys_own_tables_are_no_transcripts(study):
    for name in ("README.md", "readme.txt", ".hidden.txt", "~$a.docx", "cases.csv", "participants.csv"):
        (study.transcripts / name).write_text("x")
    (study.transcripts / "more").mkdir()
    (study.transcripts / "more" / "b.txt").write_text("b")
    assert [study.file_name(path) for path in study.transcript_files()] == ["a.txt", "more/b.txt"]


def test_a_stage_is_given_the_settings_that_it_declares_and_no_others(study):
    stage = Recorder().stages[1]
    read = []

    def asks(work):
        read.append(work.settings.themes.seed)
        return Outcome({"counts": COUNTS.frame([{"count": work.settings.quotes.passage_words}])})

    with pytest.raises(LookupError, match="stage counts does not declare that it reads the settings of quotes"):
        Run(study).through((Recorder().stages[0], replace(stage, run=asks)))
    assert read == [13]


SIZES = Table(
    "sources",
    "For the test.",
    (Column("source", "id"), Column("held", "whether", "boolean"), Column("characters", "how many", "integer")),
)
begun: list[str] = []


def shouted(words: list[str]) -> dict[str, str]:
    begun.extend(words)
    return {word: word.upper() for word in words}


@pytest.mark.parametrize(
    ("size", "again"), [(10, ["b"]), (MOST_TO_COPY + 1, ["a", "b"])], ids=["recalled", "too large to recall"]
)
def test_what_was_begun_before_with_the_same_arguments_is_recalled(study, size, again):
    got = []

    def measured(work):
        return Outcome({"sources": SIZES.frame([{"characters": size}])})

    def second(work):
        words = [work.begin(shouted, [word], result=dict[str, str]) for word in work.model_file("x.yaml")]
        got.extend(word() for word in words)
        return Outcome({})

    stages = (
        Stage(name="first", help="", inputs=(), outputs=(SIZES,), run=measured),
        Stage(name="second", help="", inputs=(SIZES,), outputs=(), run=second, reads=("x.yaml",)),
    )
    for words, expected in (("a", ["a"]), ("ab", again), ("b", [] if again == ["b"] else ["b"])):
        (study.models / "x.yaml").write_text(words)
        begun.clear()
        got.clear()
        Run(study, Engine(jobs=1)).through(stages)
        assert begun == expected
        assert got == [{word: word.upper()} for word in words]
