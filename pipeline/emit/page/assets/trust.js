// Whether more interviews would bring anything new, and how far coders agree.
function trust() {
  return [el("h2", {}, "Would more interviews bring new themes?"), saturationShown(),
    el("h2", {}, "Do coders agree?"), agreementShown(),
    el("h2", {}, "What has been looked at by a person"), reviewed()];
}

function saturationShown() {
  const curve = study.saturation;
  if (!curve.length) return empty("There is no curve yet: it needs at least three transcripts.");
  const [width, height, left, bottom] = [1000, 320, 50, 46];
  const most = Math.max(1, curve[curve.length - 1].known);
  const x = (at) => left + (at + 0.5) * ((width - left - 20) / curve.length);
  const y = (many) => height - bottom - (many / most) * (height - bottom - 24);
  const every = Math.ceil(curve.length / 20);
  const drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `After ${counted(curve.length, "transcript")} ${counted(most, "theme")} had been heard; the last brought ${curve[curve.length - 1].new.length} new.` },
    [0, Math.round(most / 2), most].map((many) => [svg("line", { class: "axis", x1: left, x2: width - 20, y1: y(many), y2: y(many) }), svg("text", { class: "faint", x: left - 8, y: y(many) + 4, "text-anchor": "end" }, String(many))]),
    svg("path", { class: "curve", d: curve.map((one, at) => `${at ? "L" : "M"}${x(at)} ${y(one.known)}`).join(" ") }),
    curve.map((one, at) => [svg("circle", { cx: x(at), cy: y(one.known), r: 5 }, svg("title", {}, `${one.unit}: ${one.new.length} new`)),
      at % every ? null : svg("text", { class: "faint", x: x(at), y: height - 22, "text-anchor": "middle" }, String(at + 1))]),
    svg("text", { class: "faint", x: width / 2, y: height - 4, "text-anchor": "middle" }, curve.some((one) => one.date) ? "transcripts, in order of date" : "transcripts, in order of their names"));
  const last = curve.findLastIndex((one) => one.new.length);
  const flat = curve.length - 1 - last;
  return el("div", {}, el("p", {}, flat ? `The last ${counted(flat, "transcript")} brought no theme that had not been heard before.` : "The last transcript still brought a theme that had not been heard before."),
    picture(drawing, "Themes and candidates heard so far, after each transcript; a survey counts as one. What people said who are not to be quoted is counted. Candidates are found in all transcripts together, and a codebook may have been written from them: a flat end is a sign, no proof."),
    el("details", {}, el("summary", {}, "As a table"), table(["Transcript", "Case", "Date", "New themes", "New", "So far"], curve.map((one) => [one.unit, one.case, one.date, one.new.map((id) => themes[themeAt.get(id)]?.theme || id).join("; "), number(one.new.length), number(one.known)]), { figures: 2 })));
}

function agreementShown() {
  if (!study.agreement) {
    return empty("There is no second opinion yet. Fill in the column ‘decision’ of coded_quotes.csv, let a colleague do the same for the same quotes, take both back with ", el("code", {}, "pipeline review import FILE"), ", and ", el("code", {}, "pipeline agreement"), " says how far you agree.");
  }
  return el("div", {}, el("p", {}, study.agreement.description), table(study.agreement.columns.map((name) => firstUpper(name.replaceAll("_", " "))), study.agreement.rows.map((row) => row.map((cell) => (cell === null ? "" : String(cell))))));
}

function reviewed() {
  const all = quotes.flatMap((quote) => quote.codings);
  const looked = all.filter((one) => coding(one, "decision"));
  const disputed = looked.filter((one) => coding(one, "decision") === "disputed").length;
  if (!looked.length) return el("p", {}, `Nobody has looked at any of the ${counted(all.length, "coding")} yet; all are the pipeline’s.`);
  return el("p", {}, `${number(looked.length)} of ${counted(all.length, "coding")} have been looked at by a person${disputed ? `; of ${number(disputed)} they differ` : ""}.`);
}
