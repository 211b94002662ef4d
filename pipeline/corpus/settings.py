"""Settings. `models/settings.toml`, if present, overrides the defaults."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pipeline.corpus.errors import UserError
from pipeline.corpus.storage import file_content

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Section = TypeVar("Section", bound="DataclassInstance")


@dataclass(frozen=True)
class IngestSettings:
    """Limits on what is read."""

    largest_file_mb: int = 200
    largest_unpacked_mb: int = 100  # XML inside a .docx, .odt or .xlsx

    @property
    def largest_file_bytes(self) -> int:
        """`largest_file_mb` in bytes."""
        return self.largest_file_mb * 1_000_000


@dataclass(frozen=True)
class OrganisationSettings:
    """Recognition of organisations and ties."""

    tie_distance: int = 300  # characters between two mentions of one tie
    sure: float = 0.7  # confidence of its surest mention below which an organisation is "to check"


@dataclass(frozen=True)
class QuotabilityWeights:
    """How much each part counts towards a quote's quotability. Only their proportions matter.

    All but the last were learned from pairs of passages in three real studies, of which the better had been chosen
    (`tests/quotes/real_pairs.py`).
    """

    stands_alone: float = 0.02  # understood without the question before it
    grounded: float = 0.06  # few pronouns, no dangling "that", "they", "he" at its beginning
    concrete: float = 0.20  # figures, named things, people doing things
    vivid: float = 0.06  # comparisons and images
    personal: float = 0.10  # I, we, our
    length: float = 0.19  # long enough to say something, short enough to print
    clean: float = 0.06  # few fillers and hedges, nothing inaudible
    finished: float = 0.05  # ends as a sentence does
    forceful: float = 0.26  # feelings, insistence, comparisons, reasons
    on_theme: float = 0.30  # sure to be about the theme that it is shown under

    def mean(self, parts: Mapping[str, float]) -> float:
        """Weighted mean, rounded to four places; 0 if all weights are 0."""
        total = sum(getattr(self, part) for part in parts)
        weighted = sum(value * getattr(self, part) for part, value in parts.items())
        return round(weighted / total, 4) if total > 0 else 0.0


@dataclass(frozen=True)
class QuoteSettings:
    """Length of passages, what makes them quotable, and the shortlist."""

    shortest_passage_words: int = 18  # with fewer a passage is too short, unless a thought is
    passage_words: int = 40  # with more it is long, unless the thought goes on
    longest_passage_words: int = 90
    substance_words: int = 6  # fewer say too little to carry a theme
    survey_substance_words: int = 2  # the same for an answer in a survey: its question says the rest
    quotable: float = 0.5  # from this quotability on, a passage counts as quotable
    weights: QuotabilityWeights = field(default_factory=QuotabilityWeights)
    redact_people_mentioned: bool = True  # third parties: people mentioned who have no row in participants.csv
    redact_public_figures: bool = False  # of these: those that the program knows as such
    redact_people_in_documents: bool = False  # of these: whom a published document names in full
    redact_identifiers: bool = True  # telephone and NHS numbers, addresses, dates of birth…
    shortlist_per_theme: int = 8
    shortlist_per_case: int = 3  # of those, from one case; more only where there are too few cases to fill it
    shortlist_per_voice: int = 2  # of those, from one person
    shortlist_least: float = 0.5  # from this quotability on, a quote may be shortlisted
    # The quote bank; starred and shortlisted quotes are always in it, and the rest is in the workbook.
    bank_per_theme: int = 15
    bank_per_case: int = 3  # of those, from one case
    bank_quotes: int = 160  # of all themes together, shared equally: about thirty pages


@dataclass(frozen=True)
class ThemeSettings:
    """Confidence thresholds and limits of discovery."""

    least_confidence: float = 0.5
    discovery_sample: int = 6_000  # passages that shape topics; the rest are given to the topics found
    smallest_candidate: int = 3
    most_candidates: int = 30
    discover_in_coded: bool = False  # look for candidates also in passages that a code covers
    least_stability: float = 0.5  # share of resamples in which a candidate must come back
    seed: int = 13


@dataclass(frozen=True)
class EmitSettings:
    """Output."""

    name_coders: bool = True  # else they are Coder 1, Coder 2 … in everything that may be passed on
    # Saturation is stated only if people have decided about this share of the themes proposed in each transcript …
    saturation_reviewed: float = 0.8
    # … and if this share of all passages carries a theme of the codebook.
    saturation_coverage: float = 0.2
    # An age, a subject or another fact about a survey's respondent is printed if so many share it: 1 prints all.
    smallest_group: int = 5


@dataclass(frozen=True)
class Settings:
    """All settings, a section for each stage that has any."""

    ingest: IngestSettings = field(default_factory=IngestSettings)
    organisations: OrganisationSettings = field(default_factory=OrganisationSettings)
    quotes: QuoteSettings = field(default_factory=QuoteSettings)
    themes: ThemeSettings = field(default_factory=ThemeSettings)
    emit: EmitSettings = field(default_factory=EmitSettings)


class DeclaredSettings:
    """The sections that a stage has declared; reading another is a bug in the stage."""

    def __init__(self, settings: Settings, sections: Collection[str], *, reader: str) -> None:
        self._settings = settings
        self._sections = sections
        self._reader = reader

    @property
    def every(self) -> Settings:
        """All sections.

        Raises:
            LookupError: unless all were declared.
        """
        for section in fields(self._settings):
            self._check(section.name)
        return self._settings

    @property
    def ingest(self) -> IngestSettings:
        """Limits on what is read."""
        return self._check("ingest").ingest

    @property
    def organisations(self) -> OrganisationSettings:
        """What counts as an organisation."""
        return self._check("organisations").organisations

    @property
    def quotes(self) -> QuoteSettings:
        """Passages and the shortlist."""
        return self._check("quotes").quotes

    @property
    def themes(self) -> ThemeSettings:
        """Coding and discovery."""
        return self._check("themes").themes

    @property
    def emit(self) -> EmitSettings:
        """Output."""
        return self._check("emit").emit

    def _check(self, section: str) -> Settings:
        if section not in self._sections:
            raise LookupError(f"{self._reader} does not declare that it reads the settings of {section}")
        return self._settings


SECTIONS = tuple(section.name for section in fields(Settings))


def load_settings(path: Path) -> Settings:
    """The defaults, overridden by the file if it exists.

    Raises:
        UserError: for TOML that cannot be parsed, and for a section, key or type that is not known.
    """
    import tomllib

    settings = Settings()
    if not path.exists():
        return settings
    try:
        given = tomllib.loads(file_content(path).decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UserError(f"not readable as TOML ({error})", "Correct the file or delete it", path) from error
    known = {section.name for section in fields(settings)}
    for name, values in given.items():
        if name not in known or not isinstance(values, dict):
            raise UserError(f"there is no section [{name}]", f"The sections are {_listed(known)}", path)
        section = getattr(settings, name)
        settings = replace(settings, **{name: _overridden(section, values, section_name=name, path=path)})
    return settings


def _overridden(section: Section, values: Mapping[str, object], *, section_name: str, path: Path) -> Section:
    known: dict[str, object] = {item.name: getattr(section, item.name) for item in fields(section)}
    checked: dict[str, object] = {}
    for key, value in values.items():
        if key not in known:
            raise UserError(f"[{section_name}] has no setting {key!r}", f"It has {_listed(set(known))}", path)
        default = known[key]
        if is_dataclass(default) and not isinstance(default, type) and isinstance(value, dict):
            # A nested section, such as [quotes.weights].
            checked[key] = _overridden(default, value, section_name=f"{section_name}.{key}", path=path)
            continue
        wanted = (int, float) if isinstance(default, float) else type(default)
        if not isinstance(value, wanted) or isinstance(value, bool) != isinstance(default, bool):
            raise UserError(
                f"[{section_name}] {key} = {value!r} is not of the right type",
                f"Give a value like {default!r}",
                path,
            )
        checked[key] = value
    return replace(section, **checked)


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names))
