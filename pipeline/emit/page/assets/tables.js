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
  if (!heard.length || !study.cases.length)
    return nothingCounted();
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

const SIDE_BY_SIDE = ["community organisation", "local authority"];

function sectors() {
  const { counts } = study.sectors;
  const heard = themes.map((_, at) => at).filter((at) => counts[at]?.some(Boolean));
  if (!themes.some((theme) => theme.passages)) return nothingCounted();
  if (!heard.length)
    return empty(
      "No theme comes from a participant with a known sector. Fill in the column ‘sector’ of participants.csv and run again.",
    );
  return toggled("sectors", heard, () => sectorTable(chosenThemes("sectors", heard)));
}

function sectorTable(heard) {
  const { names, counts, shares } = study.sectors;
  const first = SIDE_BY_SIDE.map((name) => names.indexOf(name)).filter((at) => at >= 0);
  const order = [...first, ...names.map((_, at) => at).filter((at) => !first.includes(at))];
  const most = Math.max(0.0001, ...shares.flat().map((share) => share || 0));
  const cell = (theme, at) => {
    const many = counts[theme][at];
    if (!many) return el("span", { class: "soft" }, "–");
    const share = shares[theme][at];
    return [
      el(
        "a",
        {
          href: `#quotes?theme=${encodeURIComponent(themes[theme].theme_id)}&sector=${encodeURIComponent(names[at] === "not recorded" ? NOT_RECORDED : names[at])}`,
        },
        share === null ? number(many) : `${Math.round(100 * share)}%`,
      ),
      share === null ? null : el("small", {}, ` (${number(many)})`),
      share === null ? null : bar(share / most),
    ];
  };
  return el(
    "div",
    {},
    table(
      ["Theme", ...order.map((at) => firstUpper(names[at]))],
      heard.map((theme) => [themesLink(themes[theme]), ...order.map((at) => cell(theme, at))]),
      { kind: "beside" },
    ),
    el(
      "p",
      { class: "soft" },
      "Share of the sector’s substantive passages; number of passages in brackets. Shares of sectors with few passages mean little.",
    ),
    first.length < 2
      ? empty(
          `No participant from the sector ‘${SIDE_BY_SIDE.find((name) => !names.includes(name))}’ to compare with.`,
        )
      : null,
  );
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
