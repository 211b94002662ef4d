// Filtering: the reader's query and the matching quotes.
const FIELDS = ["text", "theme", "case", "sector", "consent", "organisation", "sort", "short"];
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

// The text that is searched, built at the first search.
let haystacks = null;
function haystack(at) {
  haystacks ||= quotes.map((quote) =>
    plain(
      [
        words(quote),
        who(quote).attribution,
        quote.case,
        quote.named,
        quote.id,
        ...quote.codings.flatMap((one) => [themes[coding(one, "theme")]?.theme || "", coding(one, "note")]),
      ].join("\n"),
    ),
  );
  return haystacks[at];
}

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
    if (terms.length && !terms.every((term) => haystack(at).includes(term))) return;
    found.push(at);
  });
  return ordered(found, theme, asked.sort || "quotability");
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
      .map(([value, count]) => option(value, `${value} (${number(count)})`));
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
