// The study: the embedded data and indexes derived from them.
const study = JSON.parse(byId("study").textContent);
const { quotes, themes, people, transcripts } = study;
const quoteAt = new Map(quotes.map((quote, at) => [quote.id, at]));
const themeAt = new Map(themes.map((theme, at) => [theme.theme_id, at]));
const organisationOf = new Map(study.organisations.map((one) => [one.organisation_id, one]));
const CODING = {
  theme: 0,
  confidence: 1,
  quotability: 2,
  short: 3,
  decision: 4,
  basis: 5,
  coder: 6,
  note: 7,
  counts: 8,
  state: 9,
};
const TURN = { id: 0, role: 1, speaker: 2, participant: 3, question: 4, seconds: 5, text: 6, held: 7 };

const coding = (one, what) => one[CODING[what]];
// Evidence: confirmed and sure codings. Suggestions are shown after them and counted nowhere.
const standing = (quote) => quote.codings.filter((one) => coding(one, "counts"));
const suggested = (quote) => quote.codings.filter((one) => coding(one, "state") === "suggested");
const shown = (quote) => [...standing(quote), ...suggested(quote)];
const isCandidate = (theme) => theme.origin === "discovered";
// How often a theme occurs, from whom and where, in the same words throughout the page.
const heardOf = (theme) =>
  isCandidate(theme) && !theme.passages
    ? `suggested for ${counted(theme.suggested, "passage")}`
    : `${heardIn(theme)}${theme.suggested ? `; suggested for ${number(theme.suggested)} more, which are not counted` : ""}`;
const heardIn = (theme) =>
  `${counted(theme.passages, "passage")} by ${counted(theme.participants, "participant")}${theme.quoted ? ` and ${counted(theme.quoted, "person", "people")} quoted in documents` : ""} in ${counted(theme.cases, "case")}`;
const who = (quote) => people[quote.who];
const isShort = (quote) => quote.codings.some((one) => coding(one, "short"));

function words(quote) {
  if (quote.text !== undefined) return quote.text;
  return transcripts[quote.source].turns[quote.turn][TURN.text].slice(quote.from, quote.to);
}

function inQuotes(text) {
  return `“${text}”`;
}

function toCopy(quote) {
  return `${inQuotes(words(quote))}\n— ${who(quote).attribution || "not attributed"}`;
}

// The question, or what was said just before.
function before(quote, most = 160) {
  if (quote.turn === undefined) return "";
  const { turns } = transcripts[quote.source];
  const turn = turns[quote.turn];
  const here = turn[TURN.text].slice(0, quote.from).trim();
  const earlier = quote.turn ? turns[quote.turn - 1][TURN.text] : "";
  const text = here || turn[TURN.question] || earlier;
  if (text.length <= most) return text;
  const from = text.indexOf(" ", text.length - most);
  return `… ${text.slice(from + 1)}`;
}

const sourceName = (one) => {
  const title = one.kind === "survey" || !one.title ? one.source.replaceAll(/[-_]+/g, " ") : one.title;
  return [firstUpper(title), one.date].filter(Boolean).join(", ");
};

// A case is often called after its place: "Grimsby, Yorkshire" says both.
const caseAndPlace = (one) =>
  one.place.toLowerCase().startsWith(one.case.toLowerCase()) ? [one.place] : [one.case, one.place];

const quotesIn = new Map();
quotes.forEach((quote, at) => {
  if (quote.turn === undefined) return;
  const key = `${quote.source}/${quote.turn}`;
  if (!quotesIn.has(key)) quotesIn.set(key, []);
  quotesIn.get(key).push(at);
});
