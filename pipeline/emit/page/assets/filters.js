// Filtering: the reader's query and the matching quotes.
const FIELDS = [
  "text",
  "theme",
  "case",
  "question",
  "sector",
  "place",
  "attribute",
  "consent",
  "organisation",
  "sort",
  "group",
  "short",
];
const NO_THEME = "(none)";
const NOT_RECORDED = "(not recorded)";

function valueFor(quote, theme, what) {
  let best = quote.codings.length ? 0 : what === "quotability" ? quote.quotability || 0 : 0;
  for (const one of shown(quote)) {
    if (theme === null || coding(one, "theme") === theme) best = Math.max(best, coding(one, what) || 0);
  }
  return best;
}

const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("’", "'");

// The words that are searched, built at the first search: the quotes' own, and nothing that stands around them.
let haystacks = null;
function holds(at, term) {
  haystacks ||= quotes.map((quote) => plain(words(quote)));
  return haystacks[at].includes(term) || quotes[at].id === term;
}

// A place and its region: "Grimsby, Yorkshire" is found by both.
function placesOf(quote) {
  const region = quote.place.slice(quote.place.lastIndexOf(",") + 1).trim();
  return quote.place ? [...new Set([quote.place, region])] : [NOT_RECORDED];
}
const questionOf = (quote) => study.questions[quote.question];
// Attributes of a quote that have no filter of their own, by the name of their column.
const ATTRIBUTES = {
  source_kind: ["Kind of source", (quote) => transcripts[quote.source].kind],
  role: ["Role", (quote) => who(quote).role],
  organisation: ["Organisation of the speaker", (quote) => who(quote).organisation],
  date: ["Date", (quote) => transcripts[quote.source].date],
};
// What a survey says of its respondents, a filter for each column.
const factsOf = (quote) => (who(quote).attributes ? who(quote).attributes.split("; ") : []);
const factIn = (quote, name) => {
  const found = factsOf(quote).find((fact) => fact.startsWith(`${name}: `));
  return found ? found.slice(name.length + 2) : "";
};
const COLUMNS = ["sector", "place", "region", "case", "question", "consent", ...Object.keys(ATTRIBUTES)];
for (const name of new Set(quotes.flatMap(factsOf).map((fact) => fact.slice(0, fact.indexOf(": "))))) {
  const key = COLUMNS.includes(name) ? `${name} (survey)` : name; // as in theme_by_attribute
  ATTRIBUTES[key] = [name, (quote) => factIn(quote, name)];
}
const NO_SURVEY = "source_kind=(no survey)";
const attributesOf = (quote) =>
  Object.entries(ATTRIBUTES)
    .map(([name, [, value]]) => [name, value(quote)])
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}=${value}`)
    .concat(transcripts[quote.source].kind === "survey" ? [] : [NO_SURVEY]);
const GROUPS = {
  question: (quote) => questionOf(quote) || "No question",
  case: (quote) => quote.case,
  sector: (quote) => firstUpper(who(quote).sector || "sector not recorded"),
  place: (quote) => quote.place || "Place not recorded",
};

function chosen(asked) {
  const theme = asked.theme && asked.theme !== NO_THEME ? (themeAt.get(asked.theme) ?? -2) : null;
  const terms =
    plain(asked.text || "")
      .match(/"[^"]+"|\S+/g)
      ?.map((term) => term.replaceAll('"', ""))
      .filter(Boolean) || [];
  const found = [];
  quotes.forEach((quote, at) => {
    const person = who(quote);
    if (asked.case && quote.case !== asked.case) return;
    if (asked.question && questionOf(quote) !== asked.question) return;
    if (asked.place && !placesOf(quote).includes(asked.place)) return;
    if (asked.attribute && !attributesOf(quote).includes(asked.attribute)) return;
    if (asked.sector && (person.sector || NOT_RECORDED) !== asked.sector) return;
    if (asked.consent && (person.consent || NOT_RECORDED) !== asked.consent) return;
    if (asked.organisation && !quote.named.split("; ").includes(asked.organisation)) return;
    if (asked.theme === NO_THEME && shown(quote).length) return;
    if (theme !== null && !shown(quote).some((one) => coding(one, "theme") === theme)) return;
    if (asked.with && !shown(quote).some((one) => coding(one, "theme") === themeAt.get(asked.with))) return;
    if (
      asked.short &&
      !quote.codings.some((one) => coding(one, "short") && (theme === null || coding(one, "theme") === theme))
    )
      return;
    if (terms.length && !terms.every((term) => holds(at, term))) return;
    found.push(at);
  });
  return inGroups(ordered(found, theme, asked.sort || "quotability"), asked.group);
}

// Groups in the order in which the study first has them; within a group the order stays.
function inGroups(found, group) {
  if (!GROUPS[group]) return found;
  const first = new Map();
  quotes.forEach((quote, at) => {
    if (!first.has(GROUPS[group](quote))) first.set(GROUPS[group](quote), at);
  });
  return found.sort((a, b) => first.get(GROUPS[group](quotes[a])) - first.get(GROUPS[group](quotes[b])));
}

function ordered(found, theme, sort) {
  if (sort === "case") {
    const place = new Map(study.cases.map((one, at) => [one.case, at]));
    return found.sort((a, b) => place.get(quotes[a].case) - place.get(quotes[b].case) || a - b);
  }
  const value = new Map(found.map((at) => [at, valueFor(quotes[at], theme, sort)]));
  const evident = (at) =>
    Number(standing(quotes[at]).some((one) => theme === null || coding(one, "theme") === theme));
  return found.sort((a, b) => evident(b) - evident(a) || value.get(b) - value.get(a) || a - b);
}

function tally(values) {
  const many = new Map();
  for (const value of values) many.set(value, (many.get(value) || 0) + 1);
  return many;
}

function offered() {
  const listed = (many) =>
    [...many]
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .map(([value, count]) => option(value, `${cut(value, 90)} (${number(count)})`));
  const group = (label, origin) => {
    const some = themes.filter((theme) => (theme.origin === "discovered") === origin);
    return some.length
      ? el(
          "optgroup",
          { label },
          some.map((theme) => option(theme.theme_id, theme.theme)),
        )
      : null;
  };
  byId("f-theme").append(
    option("", "any"),
    ...[group("Codebook", false), group("Candidates", true)].filter(Boolean),
    option(NO_THEME, "no theme yet"),
  );
  const cases = tally(quotes.map((quote) => quote.case));
  byId("f-case").append(
    option("", "any"),
    ...study.cases
      .filter((one) => cases.has(one.case))
      .map((one) => option(one.case, `${one.case} (${number(cases.get(one.case))})`)),
  );
  byId("f-question").append(
    option("", "any"),
    ...[...tally(quotes.map(questionOf).filter(Boolean))].map(([value, count]) =>
      option(value, `${cut(value, 90)} (${number(count)})`),
    ),
  );
  byId("f-place").append(option("", "any"), ...listed(tally(quotes.flatMap(placesOf))));
  byId("f-attribute").append(
    option("", "any"),
    option(NO_SURVEY, "without survey answers"),
    ...Object.entries(ATTRIBUTES).map(([name, [label, value]]) =>
      el(
        "optgroup",
        { label },
        [...tally(quotes.map(value).filter(Boolean))]
          .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
          .map(([one, count]) => option(`${name}=${one}`, `${cut(one, 90)} (${number(count)})`)),
      ),
    ),
  );
  byId("f-sector").append(
    option("", "any"),
    ...listed(tally(quotes.map((quote) => who(quote).sector || NOT_RECORDED))),
  );
  byId("f-consent").append(
    option("", "any"),
    ...listed(tally(quotes.map((quote) => who(quote).consent || NOT_RECORDED))),
  );
  byId("f-organisation").append(
    option("", "any"),
    ...listed(tally(quotes.flatMap((quote) => (quote.named ? quote.named.split("; ") : [])))),
  );
}
