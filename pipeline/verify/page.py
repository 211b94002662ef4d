"""A report as one page of HTML that needs nothing else: no script, no font, no picture from anywhere."""

from __future__ import annotations

from html import escape

from pipeline.verify.telling import changed, marked, where
from pipeline.verify.verdicts import Checked, Report

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
    body += [_table("Quotations that need a person", looked_at)] if looked_at else []
    body += _rest(report)
    body += [_table("The others", others)] if others else []
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
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("Line", "Verdict", "Draft", "What was said"))
    rows = "\n".join(_row(one) for one in quotations)
    head = f"<caption>{caption}</caption>\n<thead><tr>{heads}</tr></thead>"
    return f"<table>\n{head}\n<tbody>\n{rows}\n</tbody>\n</table>"


def _row(one: Checked) -> str:
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
