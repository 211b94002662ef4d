// Saturation, inter-coder agreement and calibration.
function trust() {
  return [
    el("h2", {}, "Did further interviews still bring new themes?"),
    saturationShown(),
    el("h2", {}, "Do coders agree?"),
    agreementShown(),
    el("h2", {}, "What has been reviewed"),
    reviewed(),
  ];
}

function saturationShown() {
  const { sentence, curve } = study.saturation;
  if (!curve.length) return el("p", { class: "empty" }, sentence);
  const [width, height, left, bottom] = [1000, 320, 50, 46];
  const most = Math.max(1, curve[curve.length - 1].known);
  const x = (at) => left + (at + 0.5) * ((width - left - 20) / curve.length);
  const y = (many) => height - bottom - (many / most) * (height - bottom - 24);
  const every = Math.ceil(curve.length / 20);
  const drawing = svg(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": sentence },
    [0, Math.round(most / 2), most].map((many) => [
      svg("line", { class: "axis", x1: left, x2: width - 20, y1: y(many), y2: y(many) }),
      svg("text", { class: "faint", x: left - 8, y: y(many) + 4, "text-anchor": "end" }, String(many)),
    ]),
    svg("path", {
      class: "curve",
      d: curve.map((one, at) => `${at ? "L" : "M"}${x(at)} ${y(one.known)}`).join(" "),
    }),
    curve.map((one, at) => [
      svg(
        "circle",
        { cx: x(at), cy: y(one.known), r: 5 },
        svg("title", {}, `${one.unit}: ${counted(one.new.length, "new theme")}`),
      ),
      at % every
        ? null
        : svg("text", { class: "faint", x: x(at), y: height - 22, "text-anchor": "middle" }, String(at + 1)),
    ]),
    svg(
      "text",
      { class: "faint", x: width / 2, y: height - 4, "text-anchor": "middle" },
      "transcripts, in order of date",
    ),
  );
  return el(
    "div",
    {},
    el("p", {}, sentence),
    picture(
      drawing,
      "Codebook themes confirmed by people so far, after each transcript (each survey counts as one).",
    ),
    el(
      "details",
      {},
      el("summary", {}, "As a table"),
      table(
        ["Transcript", "Case", "Date", "New themes", "Number", "Total so far"],
        curve.map((one) => [
          one.unit,
          one.case,
          one.date,
          one.new.map((id) => themes[themeAt.get(id)]?.theme || id).join("; "),
          number(one.new.length),
          number(one.known),
        ]),
        { figures: 2 },
      ),
    ),
  );
}

function agreementShown() {
  const overall = study.agreement.filter(
    (one) => !one.theme_id && ["percentage agreement", "proposals accepted", "none"].includes(one.measure),
  );
  const unknown = overall.some((one) => one.comparison === "independent coders" && one.measure === "none");
  const how = unknown
    ? empty(
        "To measure it: ",
        el("code", {}, "pipeline review export --blind"),
        " writes the same random sample of passages for each coder, without the software’s proposals; ",
        el("code", {}, "pipeline review import FILE"),
        " reads each completed sheet.",
      )
    : null;
  const compared = [
    ...new Set(study.agreement.filter((one) => one.measure !== "none").map((one) => one.comparison)),
  ];
  return el(
    "div",
    {},
    overall.map((one) => el("p", {}, one.sentence)),
    how,
    compared.map((what) => [
      el("h3", {}, firstUpper(what)),
      agreementTable(
        what,
        study.agreement.filter((one) => one.comparison === what),
      ),
    ]),
    compared.length
      ? el(
          "p",
          { class: "soft" },
          "95% confidence interval in brackets. A coder’s judgement of a passage is the set of codes given to it; over all themes, percentage agreement is the share of passages with the same set, and Krippendorff’s alpha uses the MASI distance between sets. Kappa, alpha and AC1 correct for agreement by chance: 1 is complete agreement, 0 no more than chance.",
        )
      : null,
  );
}

function agreementTable(what, rows) {
  const measures = [...new Set(rows.map((one) => one.measure))];
  const two = (value) => value.toFixed(2).replace(/^-(0\.00)$/, "$1");
  const beside = rows.some((one) => one.human !== null);
  const percentOf = (its) => {
    const known = its.find((one) => one.human !== null);
    return known ? percent(known.human) : "–";
  };
  const isShare = (measure) => measure === "percentage agreement" || measure === "proposals accepted";
  const shown = (one) => {
    if (!one) return "–";
    const figure = isShare(one.measure) ? (value) => `${Math.round(100 * value)}%` : two;
    return one.low === null
      ? figure(one.value)
      : `${figure(one.value)} (${figure(one.low)} to ${figure(one.high)})`;
  };
  return table(
    ["Theme", ...measures.map(firstUpper), ...(beside ? ["Two coders agree"] : []), "Coders", "Passages"],
    [...new Set(rows.map((one) => one.theme_id))].map((id) => {
      const its = rows.filter((one) => one.theme_id === id);
      return [
        its[0].theme || "All themes",
        ...measures.map((name) => shown(its.find((one) => one.measure === name))),
        ...(beside ? [percentOf(its)] : []),
        number(its[0].coders),
        number(its[0].passages),
      ];
    }),
    { figures: 2 + measures.length + Number(beside), about: `Table: ${what}` },
  );
}

function reviewed() {
  const {
    codings,
    reviewed: looked,
    disputed,
    coders,
    confirmed,
    rejected,
  } = { ...study.counts, confirmed: study.counts.reviewed - study.counts.rejected };
  const told = looked
    ? `${counted(coders, "person", "people")} decided about ${number(looked)} of ${counted(codings, "coding")}: ${number(confirmed)} confirmed or added, ${number(rejected)} rejected${disputed ? `; coders disagree on ${number(disputed)}` : ""}.`
    : `Nobody has reviewed any of the ${counted(codings, "coding")} yet: ${number(study.counts.suggested)} are suggestions of the software, which are not counted, and ${number(study.counts.sure)} are sure.`;
  return el("div", {}, el("p", {}, told), stillWorth(), reliable());
}

// How much further review is worthwhile, estimated from the confidence of unreviewed codings.
function stillWorth() {
  const { codings, reviewed: looked, unsure, expected_wrong: wrong } = study.counts;
  const rest = codings - looked;
  if (!rest) return null;
  return el(
    "p",
    {},
    `Of the ${counted(rest, "unreviewed coding")}, ${number(unsure)} ${unsure === 1 ? "has" : "have"} a confidence below 60%. If the confidence is well calibrated, about ${number(wrong)} of ${number(rest)} would be rejected. `,
    el("code", {}, "pipeline review export"),
    " lists the most informative passages for review.",
  );
}

function reliable() {
  const steps = study.reliability.filter((one) => !one.theme_id);
  if (!steps.length)
    return el(
      "p",
      { class: "soft" },
      "How well the confidence matches people’s decisions is shown here once codings have been reviewed.",
    );
  return el(
    "div",
    {},
    el("h3", {}, "How well does the confidence match people’s decisions?"),
    table(
      ["Confidence", "Decided", "Mean confidence", "Accepted"],
      steps.map((one) => [
        `${percent(one.low)} to ${percent(one.high)}`,
        number(one.judged),
        percent(one.said),
        percent(one.right),
      ]),
      { figures: 3 },
    ),
    el(
      "p",
      { class: "soft" },
      `${ceiling(steps[0].human)} The mean confidence that the software gave before review, and the share that people accepted. The last two columns should be close to each other; with few decisions they may differ by chance.`,
    ),
  );
}

// How far people agree among themselves: beside every figure for the software.
const ceiling = (human) =>
  human == null
    ? "How far two people agree on this material has not been measured, so it is not known how much could be expected."
    : `Independent coders gave the same codes to ${percent(human)} of passages; no software can be expected to do better.`;

const percent = (share) => `${Math.round(100 * share)}%`;
