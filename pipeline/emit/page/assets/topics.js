// Candidate themes: a map of all themes and the list of candidates.
const TYPICAL = 5;
const MAP = { width: 1000, height: 560, edge: 150 };

function candidates() {
  const found = themes.filter((theme) => theme.origin === "discovered");
  const parts = [];
  if (Object.keys(study.map).length) parts.push(mapDrawn());
  if (!found.length) {
    parts.push(
      empty(
        "The pipeline found no topic outside the codebook: either the codebook covers what people said, or there is too little text. Run again when you have more transcripts.",
      ),
    );
  } else {
    parts.push(
      el("h2", {}, counted(found.length, "candidate")),
      el(
        "p",
        {},
        "A candidate becomes a theme only when a researcher adopts it. Read its quotes; to adopt it, run ",
        el("code", {}, "pipeline themes adopt NUMBER"),
        " (its number in this list, or its name). This adds it to ",
        el("code", {}, "models/codebook.yaml"),
        " with its best quotes as examples. Add a definition there and run again.",
      ),
      el("ol", {}, found.map(candidateShown)),
    );
  }
  return parts;
}

function candidateShown(theme) {
  const at = themeAt.get(theme.theme_id);
  // The most typical passages say what the candidate is about; of these, the best for print.
  const best = quotes
    .filter((quote) => shown(quote).some((one) => coding(one, "theme") === at))
    .sort((a, b) => valueFor(b, at, "confidence") - valueFor(a, at, "confidence"))
    .slice(0, TYPICAL)
    .sort((a, b) => valueFor(b, at, "quotability") - valueFor(a, at, "quotability"))[0];
  return el(
    "li",
    {},
    el("h3", {}, themesLink(theme)),
    el(
      "p",
      { class: "soft" },
      `${firstUpper(heardOf(theme))}${theme.stability == null ? "" : `; found again in ${Math.round(100 * theme.stability)}% of repeat runs`}${theme.label_words ? `; ${theme.label_words.split("; ").join(", ")}` : ""}`,
    ),
    contrastShown(theme),
    best
      ? [
          el("blockquote", {}, el("p", {}, inQuotes(cut(words(best), 260)))),
          el(
            "p",
            { class: "cited" },
            `— ${who(best).attribution}. `,
            el("a", { href: `#${best.id}` }, "In the transcript"),
          ),
        ]
      : null,
  );
}

// How a candidate differs from the nearest code, and which candidates are near it.
function contrastShown(theme) {
  const listed = (words) => words.split("; ").join(", ");
  const nearest = themes[themeAt.get(theme.nearest_code)];
  const parts = [
    nearest ? `Nearest code: ${nearest.theme}` : "",
    nearest && theme.differs ? `more often here: ${listed(theme.differs)}` : "",
    nearest && theme.lacks ? `more often there: ${listed(theme.lacks)}` : "",
    theme.group ? `in common with candidates near it: ${listed(theme.group)}` : "",
  ].filter(Boolean);
  if (!parts.length) return null;
  const sentence = parts.join("; ");
  return el("p", { class: "soft" }, `${sentence[0].toUpperCase()}${sentence.slice(1)}.`);
}

const sizeOf = (theme) => (isCandidate(theme) ? theme.passages + theme.suggested : theme.passages);

function mapDrawn() {
  const { width, height, edge } = MAP;
  const most = Math.max(1, ...themes.map(sizeOf));
  const fit = [0, 1].map((axis) => {
    const all = Object.values(study.map).map((place) => place[axis]);
    const [least, widest] = [Math.min(...all), Math.max(...all)];
    return (place) => (widest > least ? (place[axis] - least) / (widest - least) : 0.5);
  });
  const points = themes
    .filter((theme) => study.map[theme.theme_id])
    .map((theme) => ({
      theme,
      label: cut(theme.theme, 34),
      r: 5 + 11 * Math.sqrt(sizeOf(theme) / most),
      x: edge + fit[0](study.map[theme.theme_id]) * (width - 2 * edge),
      y: height - 40 - fit[1](study.map[theme.theme_id]) * (height - 80),
    }));
  const drawing = svg(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": `Map of ${points.length} themes` },
    labelled(points, { width }).map((p) =>
      svg(
        "a",
        {
          href: `#quotes?theme=${encodeURIComponent(p.theme.theme_id)}`,
          "aria-label": `${p.theme.theme}, ${counted(sizeOf(p.theme), isCandidate(p.theme) ? "suggested passage" : "passage")}${isCandidate(p.theme) ? ", candidate" : ""}`,
        },
        svg("title", {}, p.theme.theme),
        svg("circle", { class: p.theme.origin === "discovered" ? "open" : null, cx: p.x, cy: p.y, r: p.r }),
        p.anchor ? svg("text", { x: p.at[0], y: p.at[1], "text-anchor": p.anchor }, p.label) : null,
      ),
    ),
  );
  return picture(
    drawing,
    "Themes whose quotes use similar words are close together; the axes have no meaning. Filled circles: codebook themes. Open circles: candidates. Size: number of passages, for candidates of suggested ones.",
  );
}
