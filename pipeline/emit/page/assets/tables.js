// The tables: framework matrix, themes by sector, themes together.
function table(heads, rows, { figures: last = 0, kind = "", about = "" } = {}) {
  const figure = (at) => (at >= heads.length - last ? "figure" : null);
  const scrolls = {
    class: "wide-table",
    tabindex: "0",
    role: "region",
    "aria-label":
      about ||
      `Table: ${heads
        .slice(0, 3)
        .map((h) => h.textContent || h)
        .join(", ")}`,
  };
  return el(
    "div",
    scrolls,
    el(
      "table",
      { class: kind || null },
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          heads.map((head, at) => el("th", { scope: "col", class: figure(at) }, head)),
        ),
      ),
      el(
        "tbody",
        {},
        rows.map((row) =>
          el(
            "tr",
            {},
            row.map((cell, at) =>
              at
                ? cell instanceof HTMLTableCellElement
                  ? cell
                  : el("td", { class: figure(at) }, cell)
                : el("th", { scope: "row" }, cell),
            ),
          ),
        ),
      ),
    ),
  );
}

const themesLink = (theme, more = "") =>
  el("a", { href: `#quotes?theme=${encodeURIComponent(theme.theme_id)}${more}` }, theme.theme);

function bestIn(name, theme) {
  let best = null;
  for (const quote of quotes) {
    if (quote.case !== name || quote.same) continue;
    const one = quote.codings.find((some) => coding(some, "theme") === theme);
    if (!one || !coding(one, "counts") || coding(one, "decision") === "disputed") continue;
    const value = coding(one, "quotability") || 0;
    if (!best || value > best.value) best = { quote, value };
  }
  return best?.quote;
}

// Codebook themes, plus candidates if the reader asks for them or there is nothing else.
const withCandidates = { framework: false, sectors: false, together: false };
const ofCodebook = (at) => themes[at].origin !== "discovered";

function chosenThemes(view, heard) {
  const own = heard.filter(ofCodebook);
  return withCandidates[view] || !own.length ? heard : own;
}

function toggled(view, heard, make) {
  const made = el("div", {}, make());
  if (heard.every(ofCodebook) || !heard.some(ofCodebook)) return made;
  const box = el("input", {
    type: "checkbox",
    onchange: () => {
      withCandidates[view] = box.checked;
      made.replaceChildren(...[make()].flat());
    },
  });
  return el(
    "div",
    {},
    el(
      "label",
      { class: "tick" },
      box,
      ` Include candidates (${number(heard.filter((at) => !ofCodebook(at)).length)})`,
    ),
    made,
  );
}

function framework() {
  const heard = themes.map((_, at) => at).filter((at) => themes[at].passages);
  if (!heard.length || !study.cases.length) return nothingCounted();
  return toggled("framework", heard, () => frameworkTable(chosenThemes("framework", heard)));
}

function frameworkTable(own) {
  const cell = (name, at) => {
    const many = study.matrix[name]?.[at] || 0;
    if (!many) return "";
    const best = bestIn(name, at);
    return [
      el(
        "a",
        {
          class: "many",
          href: `#quotes?theme=${encodeURIComponent(themes[at].theme_id)}&case=${encodeURIComponent(name)}`,
        },
        counted(many, "passage"),
      ),
      best ? el("a", { href: `#${best.id}` }, el("q", {}, words(best))) : null,
    ];
  };
  return table(
    ["Case", ...own.map((at) => themesLink(themes[at]))],
    study.cases.map((one) => [
      [one.case, one.title && one.title !== one.case ? [el("br"), el("small", {}, one.title)] : null],
      ...own.map((at) => cell(one.case, at)),
    ]),
    { kind: "matrix" },
  );
}

const percentShown = (share) => (share > 0 && share < 0.005 ? "<1%" : `${Math.round(100 * share)}%`);
const SIDE_BY_SIDE = ["community organisation", "local authority"];
const MOST_VALUES = 24; // columns of a table that a reader can still compare
const COMPARED = {
  sector: "sector",
  place: "place",
  region: "region",
  question: "question",
  case: "case",
  source_kind: "kind of source",
  role: "role",
  organisation: "organisation of the speaker",
  date: "date",
  consent: "consent",
};
const SOURCES = { all: "the whole study", survey: "survey answers only", other: "without survey answers" };

// The choice of what to compare, and the table.
function startComparison() {
  const offeredBy = (attribute) => study.by[attribute] || {};
  const others = Object.keys(study.by).filter((name) => !(name in COMPARED));
  const known = [...Object.keys(COMPARED), ...others].filter((name) => Object.keys(offeredBy(name)).length);
  byId("c-attribute").append(...known.map((name) => option(name, COMPARED[name] || cut(name, 80))));
  byId("c-sources").append(...Object.entries(SOURCES).map(([name, text]) => option(name, text)));
  const changed = () => byId("in-sectors").replaceChildren(comparison());
  byId("c-attribute").addEventListener("change", changed);
  byId("c-sources").addEventListener("change", changed);
  changed();
}

function comparison() {
  const attribute = byId("c-attribute").value;
  const rows = study.by[attribute]?.[byId("c-sources").value] || [];
  const heard = themes.map((_, at) => at).filter((at) => rows.some((row) => row[1] === at));
  if (!themes.some((theme) => theme.passages)) return nothingCounted();
  if (!heard.length)
    return empty(
      attribute
        ? "No theme is raised in these sources."
        : "Nothing is coded yet. Add themes with phrases and examples to models/codebook.yaml and run again.",
    );
  return toggled("sectors", heard, () => comparisonTable(attribute, rows, chosenThemes("sectors", heard)));
}

function comparisonTable(attribute, rows, heard) {
  const people = new Map(rows.map((row) => [row[0], row[5]]));
  const cells = new Map(rows.map((row) => [`${row[1]} ${row[0]}`, row]));
  const first = attribute === "sector" ? SIDE_BY_SIDE.filter((name) => people.has(name)) : [];
  const values = [...first, ...[...people.keys()].filter((name) => !first.includes(name))];
  const most = [...values].sort((a, b) => people.get(b) - people.get(a)).slice(0, MOST_VALUES);
  const shown = values.filter((name) => most.includes(name));
  const largest = Math.max(0.0001, ...rows.map((row) => row[3] || 0));
  const cell = (theme, value) => {
    const row = cells.get(`${theme} ${value}`);
    if (!row) return el("span", { class: "soft" }, "–");
    const [, , passages, share, participants] = row;
    return [
      el(
        "a",
        { href: addressOf({ theme: themes[theme].theme_id, ...filterOf(attribute, value) }) },
        share === null ? number(passages) : percentShown(share),
      ),
      el("small", { class: "below" }, counted(passages, "passage")),
      el("small", { class: "below" }, counted(participants, "participant")),
      share === null ? null : bar(share / largest),
    ];
  };
  return el(
    "div",
    {},
    table(
      [
        "Theme",
        ...shown.map((value) => [
          firstUpper(cut(value, 80)),
          el("br"),
          el("small", {}, counted(people.get(value), "participant")),
        ]),
      ],
      heard.map((theme) => [themesLink(themes[theme]), ...shown.map((value) => cell(theme, value))]),
      { kind: "beside", about: `Themes by ${COMPARED[attribute] || attribute}` },
    ),
    el(
      "p",
      { class: "soft" },
      "Share of the substantive passages in the column; the longest bar is the largest share in the table. Shares of few passages mean little. Passages that may not be shown are counted.",
    ),
    values.length > shown.length
      ? el(
          "p",
          { class: "soft" },
          `The ${number(shown.length)} values with most participants; all ${number(values.length)} are in dataset/theme_by_attribute.csv.`,
        )
      : null,
  );
}

// The filter of the quotes that shows what a cell counts.
function filterOf(attribute, value) {
  // Of a survey's column, even where no quote may be shown with it: then none is found.
  if (attribute in ATTRIBUTES || !(attribute in COMPARED)) return { attribute: `${attribute}=${value}` };
  const sources = { survey: "source_kind=survey", other: NO_SURVEY }[byId("c-sources").value];
  const field = attribute === "region" ? "place" : attribute;
  return { [field]: value === "not recorded" ? NOT_RECORDED : value, attribute: sources };
}

function together() {
  const heard = themes.map((_, at) => at).filter((at) => themes[at].passages);
  return toggled("together", heard, () => togetherTable(chosenThemes("together", heard)));
}

function togetherTable(own) {
  const many = new Map(
    study.together.flatMap(([a, b, count]) => [
      [`${a} ${b}`, count],
      [`${b} ${a}`, count],
    ]),
  );
  const most = Math.max(0, ...own.flatMap((a) => own.map((b) => (a === b ? 0 : many.get(`${a} ${b}`) || 0))));
  if (!own.length) return nothingCounted();
  if (!most) return empty("No passage has two themes yet.");
  const cell = (a, b) => {
    const count = many.get(`${a} ${b}`) || 0;
    if (a === b) return el("td", {}, el("span", { class: "soft" }, `(${count})`));
    const inner = count
      ? el(
          "a",
          {
            "aria-label": `${count}: ${themes[a].theme} with ${themes[b].theme}`,
            href: `#quotes?theme=${encodeURIComponent(themes[a].theme_id)}&with=${encodeURIComponent(themes[b].theme_id)}`,
          },
          String(count),
        )
      : el("span", {}, "");
    return styled(
      el("td", {}, inner),
      "background-color",
      count ? `rgba(var(--heat), ${0.08 + (0.3 * count) / most})` : "transparent",
    );
  };
  return el(
    "div",
    {},
    table(
      ["Theme", ...own.map((at) => themes[at].theme)],
      own.map((a) => [themesLink(themes[a]), ...own.map((b) => cell(a, b))]),
      { kind: "heat" },
    ),
    el(
      "p",
      { class: "soft" },
      "In brackets: all passages with the theme. Passages that may not be shown are counted.",
    ),
    pairs(own, many),
  );
}

function pairs(own, many) {
  const all = own
    .flatMap((a, at) => own.slice(at + 1).map((b) => [a, b, many.get(`${a} ${b}`) || 0]))
    .filter((pair) => pair[2])
    .sort((one, other) => other[2] - one[2])
    .slice(0, 5);
  return [
    el("h2", {}, "Most often together"),
    el(
      "ol",
      {},
      all.map(([a, b, count]) =>
        el(
          "li",
          {},
          el(
            "a",
            {
              href: `#quotes?theme=${encodeURIComponent(themes[a].theme_id)}&with=${encodeURIComponent(themes[b].theme_id)}`,
            },
            `${themes[a].theme} and ${themes[b].theme}`,
          ),
          `: ${counted(count, "passage")}`,
        ),
      ),
    ),
  ];
}
