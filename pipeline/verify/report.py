"""A report in words, as a table and as JSON."""

from __future__ import annotations

import csv
import io
import json
import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from html import escape

from pipeline.corpus.csv_safety import escaped
from pipeline.verify.differences import Difference
from pipeline.verify.verdicts import Checked, Report, SourceLocation, Verdict

_NARROWEST = 30
_SHOWN = 400  # characters of a quotation


def report_lines(report: Report, *, width: int = 80, everything: bool = False) -> list[str]:
    """The report as lines for a terminal: the totals, then each quotation that was tidied or needs checking.

    Args:
        report: the report.
        width: columns of the terminal.
        everything: whether to show those that are right, too.
    """
    width = max(_NARROWEST, width)
    lines = textwrap.wrap(report.summary(), width)
    if report.stale:
        lines += ["", *textwrap.wrap(f"Note: {report.stale}", width)]
    for one in report.quotations:
        if everything or one.verdict.needs_a_person or one.verdict is Verdict.TIDIED:
            lines += ["", *_entry(one, width)]
    for figure in report.figures:
        if figure.wrong:
            lines += ["", *_wrapped(figure.where, f"figure “{figure.text}”: {figure.wrong}", width)]
    for name in report.names:
        told = f"names {name.name} ({name.participant}: {name.reason})"
        lines += ["", *_wrapped(name.where, told, width)]
    return lines


def marked(verdict: Verdict) -> str:
    """The sign before a verdict, so that colour is not needed."""
    return "!" if verdict.needs_a_person else "~" if verdict is Verdict.TIDIED else "✓"


def where(place: SourceLocation) -> str:
    """Who said it, where, when."""
    when = "" if math.isnan(place.seconds) else f"at {timecode(place.seconds)}"
    who = " – ".join(filter(None, (place.participant, place.attribution)))
    turn = f"turn {place.turn_id}" if place.turn_id else ""
    return ", ".join(filter(None, (who, place.file or place.source, when, turn)))


def timecode(seconds: float) -> str:
    """Seconds as `h:mm:ss`."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def described(one: Checked) -> Iterator[tuple[str, str]]:
    """What is to be said of a quotation, as pairs of a word and a text."""
    yield "draft", f"“{shortened(one.quote)}”" + (f" ({one.told})" if one.told else "")
    for place in one.places:
        yield "nearest" if one.verdict is Verdict.NOT_FOUND else "said", f"“{shortened(place.said)}”"
        yield "by", where(place)
    for difference in one.differences:
        yield "words", changed(difference)
    reasons = [r for r in one.reasons if r not in {difference.why for difference in one.differences}]
    if reasons:
        yield "why", "; ".join(reasons)


def changed(difference: Difference) -> str:
    """`hall → doors (other words)`."""
    return f"{difference}" + (f" ({difference.why})" if difference.why else "")


def shortened(text: str) -> str:
    """Not more than fits a screen."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rsplit(' ', 1)[0]} …"


def as_json(report: Report) -> str:
    """The report for programs."""
    made = {
        "draft": report.draft,
        "kind": "table" if report.is_table else "draft",
        "summary": report.summary(),
        "needs_a_person": report.needs_a_person,
        "stale": report.stale,
        "unchecked": list(report.unchecked),
        "words": _shares(report.words()),
        "speakers": {check.value: count for check, count in report.speakers().items()} if report.is_table else None,
        "quotations": [_row(one) for one in report.quotations],
        "figures": [asdict(figure) for figure in report.figures],
        "names": [asdict(name) for name in report.names],
    }
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _shares(words: Mapping[str, int]) -> dict[str, dict[str, float]]:
    total = max(1, sum(words.values()))
    return {name: {"count": count, "share": round(count / total, 4)} for name, count in words.items()}


_COLUMNS = (
    "line", "part", "quote", "told", "told_source", "verdict", "words", "speaker", "reasons", "changes", "said",
    "file", "participant", "attribution", "timecode", "source", "start", "end",
)  # fmt: skip


def as_table(report: Report) -> str:
    """A row for each quotation, with its verdict and its first place, for a spreadsheet."""
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow(_COLUMNS)
    for one in report.quotations:
        row = _row(one) | {
            "speaker": one.speaker.value if report.is_table else "",
            "reasons": "; ".join(one.reasons),
            "changes": "; ".join(map(changed, one.differences)),
        }
        for place in one.places[:1]:
            row |= asdict(place)
            row["timecode"] = "" if math.isnan(place.seconds) else timecode(place.seconds)
        writer.writerow([escaped(str(row.get(name, ""))) for name in _COLUMNS])
    return "\ufeff" + made.getvalue()


def _row(one: Checked) -> dict[str, object]:
    return {
        "line": one.line,
        "part": one.part,
        "quote": one.quote,
        "told": one.told,
        "told_source": one.source,
        "verdict": one.verdict.value,
        "words": one.words.value,
        "speaker": one.speaker.value,
        "needs_a_person": one.verdict.needs_a_person,
        "reasons": list(one.reasons),
        "changes": [
            {"said": each.said, "printed": each.printed, "weight": each.weight.name.lower(), "why": each.why}
            for each in one.differences
        ],
        "places": [
            {**asdict(place), "seconds": None if math.isnan(place.seconds) else place.seconds}
            for place in one.places
        ],
    }


def _entry(one: Checked, width: int) -> list[str]:
    head = _wrapped(f"{marked(one.verdict)} {one.where}", one.verdict.value, width)
    pairs = list(described(one))
    indent = 2 + max(len(word) for word, _ in pairs) + 2
    return head + [line for word, text in pairs for line in _hung(word, text, indent=indent, width=width)]


def _wrapped(head: str, text: str, width: int) -> list[str]:
    return textwrap.wrap(f"{head}: {text}", width, subsequent_indent="  ")


def _hung(word: str, text: str, *, indent: int, width: int) -> Sequence[str]:
    first = f"  {word}".ljust(indent)
    return textwrap.wrap(text, width, initial_indent=first, subsequent_indent=" " * indent)


_STYLE = """
:root { color-scheme: light dark; --line: #8886; --bad: #b3261e; --mild: #7a5c00; --good: #1b6e3c; }
@media (prefers-color-scheme: dark) { :root { --bad: #ffb4ab; --mild: #f0c94a; --good: #7fd99b; } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 75rem; margin: 0 auto; padding: 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem; }
caption { text-align: left; font-weight: 600; padding: .5rem 0; }
th, td { border-top: 1px solid var(--line); padding: .5rem; text-align: left; vertical-align: top; }
td { overflow-wrap: anywhere; } q { quotes: "“" "”"; } ul { margin: .25rem 0; padding-left: 1.2rem; }
.bad { color: var(--bad); font-weight: 600; } .mild { color: var(--mild); } .good { color: var(--good); }
.where { font-size: .875rem; display: block; }
@media (max-width: 45rem) { thead { position: absolute; left: -200vw; } tr, th, td { display: block; border: 0; }
  tr { border-top: 1px solid var(--line); padding: .5rem 0; } th, td { padding: .1rem 0; } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def as_page(report: Report) -> str:
    """The report; whatever comes from draft and transcripts is escaped."""
    looked_at = [one for one in report.quotations if one.verdict.needs_a_person]
    others = [one for one in report.quotations if not one.verdict.needs_a_person]
    title = f"Quotations in {escape(report.draft)}"
    body = [f"<h1>{title}</h1>", f"<p>{escape(report.summary())}</p>"]
    if report.stale:
        body.append(f'<p class="mild">Note: {escape(report.stale)}</p>')
    body += [_table("Quotations that need checking", looked_at)] if looked_at else []
    body += _rest(report)
    body += [_table("Other quotations", others)] if others else []
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<style>{_STYLE}</style>\n'
        f"</head>\n<body>\n<main>\n{chr(10).join(body)}\n</main>\n</body>\n</html>\n"
    )


def _rest(report: Report) -> list[str]:
    items = [f"{f.where.capitalize()}: “{f.text}”: {f.wrong}." for f in report.figures if f.wrong]
    items += [f"{n.where.capitalize()}: names {n.name} ({n.participant}: {n.reason})." for n in report.names]
    if not items:
        return []
    told = "".join(f"<li>{escape(item)}</li>" for item in items)
    return ["<h2>Figures and names</h2>", f"<ul>{told}</ul>"]


def _table(caption: str, quotations: list[Checked]) -> str:
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("Line", "Verdict", "Draft", "Transcript"))
    rows = "\n".join(_page_row(one) for one in quotations)
    head = f"<caption>{caption}</caption>\n<thead><tr>{heads}</tr></thead>"
    return f"<table>\n{head}\n<tbody>\n{rows}\n</tbody>\n</table>"


def _page_row(one: Checked) -> str:
    kind = {"!": "bad", "~": "mild"}.get(marked(one.verdict), "good")
    said = "".join(f'<q>{escape(p.said)}</q><span class="where">{escape(where(p))}</span>' for p in one.places)
    notes = [changed(each) for each in one.differences] + list(one.reasons)
    told = "".join(f"<li>{escape(note)}</li>" for note in dict.fromkeys(notes))
    whose = f'<span class="where">{escape(one.told)}</span>' if one.told else ""
    line = escape(one.part or str(one.line))
    return (
        f'<tr><th scope="row">{line}</th><td class="{kind}">{marked(one.verdict)} {one.verdict.value}</td>'
        f"<td><q>{escape(one.quote)}</q>{whose}</td><td>{said}{f'<ul>{told}</ul>' if told else ''}</td></tr>"
    )
