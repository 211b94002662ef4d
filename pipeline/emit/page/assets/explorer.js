// The list of matching quotes, one screenful at a time.
const SCREENFUL = 40;
const PRINTED = 1000;
const COPIED = 500;
const explorer = { found: [], shown: 0, with: "" };

function asked() {
  const field = (name) => byId(`f-${name}`);
  return {
    ...Object.fromEntries(FIELDS.map((name) => [name, name === "short" ? field(name).checked : field(name).value])),
    with: explorer.with,
  };
}

function ask(parameters) {
  for (const name of FIELDS) {
    const field = byId(`f-${name}`);
    if (name === "short") field.checked = parameters.get(name) === "yes";
    else {
      field.value = parameters.get(name) || (name === "sort" ? "quotability" : "");
      if (field.selectedIndex === -1) field.selectedIndex = 0;
    }
  }
  explorer.with = parameters.get("with") || "";
  showFound();
}

function addressOf(wanted) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(wanted)) {
    if (value && !(name === "sort" && value === "quotability"))
      parameters.set(name, value === true ? "yes" : value);
  }
  const text = parameters.toString();
  return text ? `#quotes?${text}` : "#quotes";
}

function showFound() {
  const wanted = asked();
  explorer.found = chosen(wanted);
  explorer.shown = 0;
  byId("results").replaceChildren();
  showMore();
  const both =
    wanted.with && themeAt.has(wanted.with) ? `, also coded “${themes[themeAt.get(wanted.with)].theme}”` : "";
  byId("found").textContent = explorer.found.length
    ? `${number(explorer.found.length)} of ${counted(quotes.length, "quote")}${both}.`
    : quotes.length
      ? "No quotes match these filters. Remove a filter or press Clear."
      : "There are no quotes that may be printed. Run the pipeline on a folder with transcripts, and check consent in participants.csv.";
  const several = explorer.found.length > 1 && explorer.found.length <= COPIED;
  byId("copy-all").hidden = !several;
  byId("copy-all").textContent = `Copy all ${explorer.found.length} with attributions`;
  aboutTheme(wanted.theme);
}

function aboutTheme(id) {
  const theme = themes[themeAt.get(id)];
  byId("about-theme").replaceChildren(
    ...(theme
      ? [
          el(
            "div",
            { class: "theme-note" },
            el("h2", { class: "unseen" }, theme.theme),
            el(
              "p",
              {},
              theme.definition ||
                (theme.label_words
                  ? `A candidate theme. Characteristic words: ${theme.label_words}.`
                  : "No definition yet. Add one in models/codebook.yaml."),
            ),
            contrastShown(theme),
            el("p", { class: "soft" }, `${heardOf(theme)}; ${counted(theme.quotes, "quote")} may be printed.`),
          ),
        ]
      : []),
  );
}

function showMore() {
  const list = byId("results");
  const next = explorer.found.slice(explorer.shown, explorer.shown + SCREENFUL);
  const heading = GROUPS[asked().group] || (() => "");
  const shown = explorer.shown;
  list.append(
    ...next.map((at, count) => {
      const name = heading(quotes[at]);
      const above = shown + count ? heading(quotes[explorer.found[shown + count - 1]]) : "";
      return el("li", {}, name !== above ? el("h2", { class: "group" }, name) : null, quoteCard(quotes[at], name));
    }),
  );
  const first = list.children[explorer.shown];
  explorer.shown += next.length;
  const left = explorer.found.length - explorer.shown;
  byId("more").hidden = left <= 0;
  byId("more").textContent = `Show ${Math.min(SCREENFUL, left)} more of ${number(left)}`;
  return first;
}

// What a reader must know of words that nobody said to a recorder or wrote.
const HOW_RECORDED = { reported: "reported", notes: "from notes, not verbatim" };

function quoteCard(quote, heading = "") {
  const person = who(quote);
  const asked = before(quote) === heading ? "" : before(quote);
  const button = el(
    "button",
    {
      type: "button",
      class: "plain",
      "aria-label": `Copy with attribution: ${cut(words(quote), 60)}`,
      onclick: () => copy(toCopy(quote), button),
    },
    "Copy",
  );
  return el(
    "article",
    { class: "quote" },
    el(
      "div",
      {},
      asked ? el("p", { class: "asked" }, asked) : null,
      el("blockquote", {}, el("p", {}, inQuotes(words(quote)))),
      el("p", { class: "cited" }, `— ${person.attribution || "not attributed"}`),
      el(
        "div",
        { class: "acts" },
        button,
        el(
          "a",
          { href: `#${quote.id}`, "aria-label": `Read in the transcript: ${cut(words(quote), 60)}` },
          "Read in the transcript",
        ),
        playButton(quote, words(quote)),
      ),
    ),
    el(
      "div",
      { class: "aside" },
      shown(quote).length
        ? el(
            "ul",
            { class: "chips", "aria-label": "Themes" },
            shown(quote).map((one) => el("li", {}, themeLink(one), stateShown(one))),
          )
        : el("p", {}, "no theme yet"),
      isShort(quote) ? el("p", {}, el("span", { class: "star" }, "★ shortlisted")) : null,
      el(
        "p",
        {},
        [...caseAndPlace(quote), quote.time, HOW_RECORDED[quote.kind], quote.id].filter(Boolean).join(" · "),
      ),
      el("p", {}, `quotability ${valueFor(quote, null, "quotability").toFixed(2)}`),
      quote.same && quoteAt.has(quote.same)
        ? el("p", {}, el("a", { href: `#${quote.same}` }, "Duplicate of a better quote"))
        : null,
      quote.repeats ? el("p", {}, `said again in ${counted(quote.repeats, "quote")}`) : null,
      person.attributes ? el("p", {}, person.attributes) : null,
      el("details", {}, el("summary", {}, "Details"), quote.codings.map(reason), partsOf(quote)),
    ),
  );
}

const stateShown = (one) =>
  coding(one, "state") === "suggested" ? el("span", { class: "soft" }, " (suggested)") : null;

const themeLink = (one) => {
  const theme = themes[coding(one, "theme")];
  return theme
    ? el("a", { href: `#quotes?theme=${encodeURIComponent(theme.theme_id)}` }, theme.theme)
    : "theme no longer in the codebook";
};

// The parts of quotability that depend on the words alone.
function partsOf(quote) {
  const told = study.parts.map((name, at) => [name, quote.parts[at]]).filter(([, value]) => value !== null);
  return told.length
    ? el(
        "p",
        {},
        el("strong", {}, "Wording"),
        `: ${told.map(([name, value]) => `${name} ${value.toFixed(2)}`).join(", ")}`,
      )
    : null;
}

function reason(one) {
  const theme = themes[coding(one, "theme")];
  const sure = coding(one, "confidence");
  const decided = { accept: "accepted", reject: "rejected", add: "added", disputed: "disputed" }[
    coding(one, "decision")
  ];
  return el(
    "p",
    {},
    el("strong", {}, theme ? theme.theme : "?"),
    ": ",
    [
      coding(one, "state"),
      coding(one, "basis"),
      sure === null ? "" : `confidence ${sure.toFixed(2)}`,
      decided ? `${decided} by ${coding(one, "coder")}` : "",
      coding(one, "note"),
    ]
      .filter(Boolean)
      .join("; "),
  );
}

function startExplorer() {
  offered();
  let waiting = 0;
  const changed = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      showFound();
      // The reader may have followed a link in the meantime.
      if (location.hash.startsWith("#quotes")) history.replaceState(null, "", addressOf(asked()));
    }, 120);
  };
  byId("filters").addEventListener("input", changed);
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("filters").addEventListener("reset", () => {
    explorer.with = "";
    setTimeout(changed);
  });
  byId("more").addEventListener("click", () => {
    const first = showMore()?.querySelector("button");
    first?.focus();
  });
  byId("copy-all").addEventListener("click", (event) =>
    copy(explorer.found.map((at) => toCopy(quotes[at])).join("\n\n"), event.currentTarget),
  );
  addEventListener("beforeprint", () => {
    if (byId("view-quotes").hidden) return;
    while (explorer.shown < Math.min(explorer.found.length, PRINTED)) showMore();
  });
}
