// The start page: the study in figures, and how to use the page.
function overview() {
  const { counts } = study;
  byId("in-overview").append(
    figures([
      ["cases", counts.cases],
      ["participants", counts.participants],
      ["words", counts.words],
      ["passages", counts.passages],
      ["themes", counts.themes],
      ["confirmed codings", counts.reviewed - counts.rejected],
      ["sure codings", counts.sure],
      ["suggested codings", counts.suggested],
      ["candidates", counts.candidates],
      ["organisations", counts.organisations],
      ["shortlisted quotes", counts.shortlisted],
    ]),
    ...materialShown(),
    suggestionsShown(),
    el(
      "div",
      { class: "columns" },
      el("div", {}, el("h2", {}, "Themes"), themeBars()),
      el("div", {}, el("h2", {}, "In their words"), bestQuotes()),
    ),
    el("h2", {}, "How to use this page"),
    howTo(),
    el("h2", {}, "Cases"),
    caseTable(),
    el("h2", {}, "Participants"),
    voices(),
    el("h2", {}, "For the researcher"),
    findings(),
  );
}

// The material of the study, and the files that were not used.
function materialShown() {
  const { counts } = study;
  const parts = [
    [counts.interviews, "interview"],
    [counts.roundtables, "roundtable"],
    [counts.respondents, "survey response"],
    [counts.documents, "document"],
    [counts.notes, "set of notes", "sets of notes"],
    [counts.chats, "chat"],
  ]
    .filter(([many]) => many)
    .map((one) => counted(...one));
  const states = { unread: "could not be read", held: "is held until checked", excluded: "was not opened" };
  return [
    el("p", { class: "soft" }, parts.length ? `${parts.join(", ")}.` : "No text was read."),
    study.unused.length
      ? el(
          "details",
          { open: true },
          el(
            "summary",
            {},
            `${number(study.unused.length)} of ${counted(counts.files, "file")} not included in any figure`,
          ),
          el(
            "ul",
            {},
            study.unused.map((one) =>
              el("li", {}, el("strong", {}, one.name || "A file"), ` ${states[one.state]}: ${one.reason}.`),
            ),
          ),
        )
      : null,
  ]
    .flat()
    .filter(Boolean);
}

const figures = (pairs) =>
  el(
    "dl",
    { class: "figures" },
    pairs
      .filter(([, many]) => many !== undefined)
      .map(([name, many]) =>
        el("div", {}, el("dt", {}, many === 1 ? name.replace(/s$/, "") : name), el("dd", {}, number(many))),
      ),
  );

// What nobody has decided about yet, and what a review would bring.
function suggestionsShown() {
  const { suggested: many, reviewed: looked } = study.counts;
  if (!many) return null;
  const none = !looked && !study.counts.sure;
  return el(
    "p",
    { class: "empty" },
    el("strong", {}, `${counted(many, "suggestion")}, ${none ? "none" : "not"} counted yet. `),
    "A suggestion is the software’s proposal. Counts, tables and the shortlist use codings that a person confirmed, and sure ones: a phrase of the codebook was said word for word, or this study’s decisions show that at least 90% of such codings are right. ",
    reviewAdvice(),
  );
}

function reviewAdvice() {
  const plan = study.effort.find((one) => !one.theme_id && one.target === 0.8);
  const next = plan?.reviews
    ? `Review about ${number(plan.reviews)} passages (${number(plan.low)} to ${number(plan.high)}) to make 80% of all codings confirmed or sure: `
    : "To review them: ";
  return [next, el("code", {}, "pipeline review"), " or ", el("code", {}, "pipeline review export"), "."];
}

const nothingCounted = () =>
  study.counts.suggested
    ? empty(
        `${counted(study.counts.suggested, "suggestion")}, none counted yet. They are listed under Quotes. This table fills as codings are confirmed: `,
        el("code", {}, "pipeline review export"),
        " lists the passages to review first.",
      )
    : empty("Nothing is coded yet. Add themes with phrases and examples to models/codebook.yaml and run again.");

function themeBars() {
  if (!themes.length) return empty("No themes yet. Add some to models/codebook.yaml and run again.");
  const size = (theme) => theme.passages + theme.suggested;
  const most = Math.max(1, ...themes.map(size));
  const line = (theme) =>
    el(
      "li",
      {},
      el("a", { href: `#quotes?theme=${encodeURIComponent(theme.theme_id)}` }, theme.theme),
      bar(theme.passages / most),
      el(
        "span",
        { class: "many" },
        isCandidate(theme) ? "" : number(theme.passages),
        theme.suggested
          ? el("span", { class: "soft" }, ` ${isCandidate(theme) ? "" : "+ "}${number(theme.suggested)} suggested`)
          : null,
      ),
    );
  const own = themes.filter((theme) => theme.origin !== "discovered");
  const found = themes.filter((theme) => theme.origin === "discovered");
  return el(
    "div",
    {},
    el("p", { class: "soft" }, "Passages confirmed or sure for each theme of the codebook; suggestions apart."),
    el("ul", { class: "bars" }, own.map(line)),
    found.length
      ? [
          el("h3", {}, "Candidate themes"),
          el("ul", { class: "bars" }, found.slice(0, 8).map(line)),
          found.length > 8 ? el("p", {}, el("a", { href: "#candidates" }, `All ${found.length} candidates`)) : null,
        ]
      : null,
  );
}

// The best quote of each of the three most frequent themes, from different cases where possible.
function bestQuotes() {
  const cases = new Set();
  const chosen = [];
  const order = themes
    .map((_, at) => at)
    .filter((at) => themes[at].origin !== "discovered")
    .sort((a, b) => themes[b].passages - themes[a].passages);
  for (const at of order) {
    const short = quotes.filter((quote) =>
      quote.codings.some((one) => coding(one, "theme") === at && coding(one, "short")),
    );
    const best = short
      .filter((quote) => !cases.has(quote.case) && words(quote).length < 330)
      .sort((a, b) => valueFor(b, at, "quotability") - valueFor(a, at, "quotability"))[0];
    if (best && !chosen.includes(best)) {
      chosen.push(best);
      cases.add(best.case);
    }
    if (chosen.length === 3) break;
  }
  if (!chosen.length) return empty("No quote is shortlisted yet: only confirmed and sure codings are considered.");
  return el(
    "div",
    {},
    chosen.map((quote) =>
      el(
        "figure",
        {},
        el("blockquote", {}, el("p", {}, inQuotes(words(quote)))),
        el("figcaption", {}, `${who(quote).attribution}. `, el("a", { href: `#${quote.id}` }, "In the transcript")),
      ),
    ),
  );
}

function howTo() {
  const line = (href, name, text) => el("li", {}, el("a", { href }, name), ` ${text}`);
  return el(
    "ul",
    {},
    line(
      "#quotes",
      "Quotes",
      "finds evidence: choose a theme, a case or a sector, or search for words. “Copy” copies a quote with its attribution, ready to print.",
    ),
    line("#transcripts", "Transcripts", "shows the whole transcript around a quote, with themes in the margin."),
    line("#framework", "Framework", "compares cases by theme."),
    line(
      "#sectors",
      "Compare",
      "shows themes by sector, place, question and other attributes; survey answers apart if you wish.",
    ),
    line("#together", "Together", "shows which themes occur in the same passage."),
    line("#organisations", "Organisations", "shows which organisations are mentioned together."),
    line("#candidates", "Candidates", "lists recurring topics that the codebook does not cover."),
    line(
      "#trust",
      "Reliability",
      "shows whether further interviews still brought new themes, and how far coders agree.",
    ),
    el(
      "li",
      {},
      "Every quote has its own link: the address of this page followed by ",
      el("code", {}, "#q-…"),
      ", its id in the workbook.",
    ),
  );
}

const caseTable = () =>
  table(
    ["Case", "Description", "Place and date", "Sources", "Participants", "Words", "Passages"],
    study.cases.map((one) => [
      el("a", { href: `#quotes?case=${encodeURIComponent(one.case)}` }, one.case),
      [one.title, one.source_kind].filter(Boolean).join(": "),
      [one.place, one.date].filter(Boolean).join(", "),
      number(one.sources),
      number(one.participants),
      number(one.words),
      number(one.passages),
    ]),
    { figures: 4 },
  );

function voices() {
  const told = new Map();
  for (const quote of quotes) {
    const person = who(quote);
    if (!person.participant || quote.kind === "reported") continue;
    const row = told.get(person.participant) || { person, cases: new Set(), many: 0 };
    row.cases.add(quote.case);
    row.many += 1;
    told.set(person.participant, row);
  }
  const rows = [...told.values()].sort((a, b) => [...a.cases][0].localeCompare([...b.cases][0]) || b.many - a.many);
  const shown = table(
    ["Cited as", "Case", "Sector", "Consent", "Quotes"],
    rows.map(({ person, cases, many }) => [
      person.attribution,
      [...cases].join("; "),
      person.sector || "not recorded",
      person.consent,
      number(many),
    ]),
    { figures: 1 },
  );
  const held = study.counts.withheld;
  const { participants, quoted_participants: quotable } = study.counts;
  return el(
    "details",
    { open: rows.length <= 30 },
    el("summary", {}, `${number(quotable)} of ${counted(participants, "participant")} may be quoted`),
    shown,
    held
      ? el(
          "p",
          { class: "soft" },
          `${counted(held, "quote is", "quotes are")} counted but not shown, because consent does not allow it.`,
        )
      : null,
  );
}

function findings() {
  const line = (one) => el("li", {}, one.places ? el("strong", {}, `${one.places}: `) : null, one.text);
  const listed = study.findings.some((one) => one.many > 1)
    ? el("p", { class: "soft" }, "The full list is in dataset/findings.csv.")
    : null;
  const wanted = study.findings.filter((one) => one.level !== "note");
  const notes = study.findings.filter((one) => one.level === "note");
  return el(
    "div",
    {},
    wanted.length
      ? el(
          "details",
          {},
          el("summary", {}, `${counted(wanted.length, "finding needs", "findings need")} checking`),
          el("ul", { class: "findings" }, wanted.map(line)),
          listed,
        )
      : el("p", {}, "Nothing needs checking."),
    notes.length
      ? el(
          "details",
          {},
          el("summary", {}, counted(notes.length, "note")),
          el("ul", { class: "findings" }, notes.map(line)),
        )
      : null,
  );
}
