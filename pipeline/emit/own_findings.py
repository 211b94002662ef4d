"""Findings that only the last stage can make, and the table of all findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.corpus.counts import counted
from pipeline.corpus.dataset_records import ListedFinding
from pipeline.corpus.findings import kind_of, ranked
from pipeline.corpus.records import Concern, Finding, Kind
from pipeline.corpus.remembered_ids import natural_key
from pipeline.corpus.schema import PrintableText
from pipeline.emit.evidence import PrintableQuote
from pipeline.emit.gate import Gate
from pipeline.emit.material import Material
from pipeline.emit.naming import Labels


def own_findings(material: Material, evidence: Sequence[PrintableQuote], *, gate: Gate) -> list[Finding]:
    """Findings about quotes that are withheld, speakers without an attribution, and layouts."""
    withheld = sum(not one.printable for one in evidence)
    unknown = sorted({one.participant for one in evidence} - set(material.attribution) - {""}, key=natural_key)
    findings = []
    if withheld:
        findings.append(
            Finding(
                level="note",
                stage="emit",
                finding=f"{counted(withheld, 'quote is', 'quotes are')} counted but not included: consent does "
                "not allow quoting",
                remedy="Nothing to do, unless consent has changed: then correct participants.csv and run again",
            )
        )
    if unknown:
        findings.append(
            Finding(
                level="problem",
                stage="emit",
                concern=Concern.CONSENT,
                finding=f"Consent could not be determined for {', '.join(unknown)}: their words are withheld",
                remedy="Check participants.csv and run again",
            )
        )
    if gate.caught:
        findings.append(
            Finding(
                level="check",
                stage="emit",
                concern=Concern.CONSENT,
                finding=f"A name that the redaction log had missed was replaced in {counted(gate.caught, 'place')}",
                remedy="Search coded_quotes.csv for [name] and check those quotes",
            )
        )
    return findings


def _layouts(material: Material) -> Iterable[Finding]:
    """How each transcript was read."""
    for row in {
        row.file: row for row in material.sources if row.kind in (Kind.INTERVIEW, Kind.ROUNDTABLE, Kind.CHAT)
    }.values():
        yield Finding(
            level="note",
            stage="ingest",
            file=row.file,
            finding=f"read as layout '{row.layout}' ({row.layout_score:.0%} match)",
            remedy=(
                "Nothing to do if the speakers are right; otherwise name the layout in the column 'layout' of "
                "cases.csv"
            ),
        )


def finding_rows(
    findings: Iterable[Finding], material: Material, *, labels: Labels, gate: Gate
) -> Iterator[ListedFinding]:
    """The rows of findings.csv, with names removed from the names of files."""
    files = printable_files(material, labels=labels, gate=gate)
    telling = sorted((name for name, printed in files.items() if name != printed), key=len, reverse=True)

    def printed(text: str) -> PrintableText:
        for name in telling:
            text = text.replace(name, files[name])
        return gate.free(text)

    for one in ranked(findings):
        # The kind is taken from what may be printed: without its numbers a file's name would no longer be known.
        finding = printed(one.finding)
        told = replace(one, finding=finding, kind=printed(one.kind))
        yield ListedFinding(
            level=one.level,
            concern=one.concern,
            stage=one.stage,
            finding_kind=gate.free(kind_of(told)),
            file=files[one.file] if one.file in files else gate.name(one.file),
            line=one.line,
            finding=finding,
            remedy=printed(one.remedy),
        )


def printable_files(material: Material, *, labels: Labels, gate: Gate) -> dict[str, PrintableText]:
    """How each transcript's file may be called: by its source's id where its name would name a person."""
    files: dict[str, PrintableText] = {}
    for row in material.sources:
        name = row.file
        if name not in files:
            printed = gate.name(name)
            files[name] = printed if printed == name else labels.sources[row.source]
    return files
