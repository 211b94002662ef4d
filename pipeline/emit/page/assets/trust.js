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
  const overall = study.agreement.filter((one) => !one.theme_id && ["percentage agreement", "proposals accepted", "none"].includes(one.measure));
  const unknown = overall.some((one) => one.comparison === "independent coders" && one.measure === "none");
  const how = unknown ? empty("To measure it: ", el("code", {}, "pipeline review export --blind"), " writes the same random sample of passages for each coder, without the software’s proposals, and ", el("code", {}, "pipeline review import FILE"), " takes each sheet back.") : null;
  const compared = [...new Set(study.agreement.filter((one) => one.measure !== "none").map((one) => one.comparison))];
  return el("div", {}, overall.map((one) => el("p", {}, one.sentence)), how,
    compared.map((what) => [el("h3", {}, firstUpper(what)), agreementTable(what, study.agreement.filter((one) => one.comparison === what))]),
    compared.length ? el("p", { class: "soft" }, "In brackets: 95% confidence interval. A coder’s judgement of a passage is the set of codes given to it; over all themes, percentage agreement is the share of passages with the same set, and Krippendorff’s alpha uses the MASI distance between sets. Kappa, alpha and AC1 correct for agreement by chance: 1 is complete agreement, 0 no more than chance.") : null);
}

function agreementTable(what, rows) {
  const measures = [...new Set(rows.map((one) => one.measure))];
  const two = (value) => value.toFixed(2);
  const isShare = (measure) => measure === "percentage agreement" || measure === "proposals accepted";
  const shown = (one) => {
    if (!one) return "–";
    const figure = isShare(one.measure) ? (value) => `${Math.round(100 * value)}%` : two;
    return one.low === null ? figure(one.value) : `${figure(one.value)} (${figure(one.low)} to ${figure(one.high)})`;
  };
  return table(["Theme", ...measures.map(firstUpper), "Coders", "Passages"], [...new Set(rows.map((one) => one.theme_id))].map((id) => {
    const its = rows.filter((one) => one.theme_id === id);
    return [its[0].theme || "All themes", ...measures.map((name) => shown(its.find((one) => one.measure === name))), number(its[0].coders), number(its[0].passages)];
  }), { figures: 2 + measures.length, about: `Table: ${what}` });
}

function reviewed() {
  const all = quotes.flatMap((quote) => quote.codings);
  const looked = all.filter((one) => coding(one, "decision"));
  const disputed = looked.filter((one) => coding(one, "decision") === "disputed").length;
  const told = looked.length
    ? `${number(looked.length)} of ${counted(all.length, "coding")} have been looked at by a person${disputed ? `; of ${number(disputed)} they differ` : ""}.`
    : `Nobody has looked at any of the ${counted(all.length, "coding")} yet; all are the pipeline’s.`;
  return el("div", {}, el("p", {}, told), stillWorth(all.filter((one) => !coding(one, "decision"))), reliable());
}

// How much more review is worth it: what the confidence says of the codings that nobody has looked at.
function stillWorth(rest) {
  const sure = rest.map((one) => coding(one, "confidence")).filter((one) => typeof one === "number");
  if (!sure.length) return null;
  const doubtful = sure.filter((one) => one < DOUBT).length;
  const wrong = Math.round(sure.reduce((sum, one) => sum + 1 - one, 0));
  return el("p", {}, `Of the others the pipeline is less than ${percent(DOUBT)} sure of ${number(doubtful)}, and surer of ${number(sure.length - doubtful)}. If its confidence means what it says, about ${number(wrong)} of these ${counted(sure.length, "coding")} would not stand. `, el("code", {}, "pipeline review export"), " asks about those that teach most.");
}

function reliable() {
  const steps = study.reliability.filter((one) => !one.theme_id);
  if (!steps.length) return el("p", { class: "soft" }, "Whether its confidence means what it says is seen here once somebody has decided about codings.");
  return el("div", {}, el("h3", {}, "Does the confidence mean what it says?"),
    table(["Confidence", "Decided", "It said", "People accepted"], steps.map((one) => [`${percent(one.low)} to ${percent(one.high)}`, number(one.judged), percent(one.said), percent(one.right)]), { figures: 3 }),
    el("p", { class: "soft" }, "Of what it was so sure of before it was told, so much was accepted. The two last columns should be near one another; with few decisions they are not."));
}

const DOUBT = 0.6;
const percent = (share) => `${Math.round(100 * share)}%`;
