// The network of organisations, in layers by sector.
function network() {
  const { nodes, edges, layers, width, height, left_out: leftOut, sized_by: sizedBy } = study.network;
  if (!nodes.length) {
    byId("in-network").append(
      empty(
        "Nobody says yet how two organisations are related. Add names to models/organisations.csv to help the pipeline find them.",
      ),
    );
    organisationList();
    return;
  }
  const place = new Map(nodes.map((node) => [node.id, node]));
  const most = Math.max(...edges.map((edge) => edge[2]));
  const drawing = svg(
    "svg",
    {
      viewBox: `0 0 ${width} ${height}`,
      role: "group",
      "aria-label": `Network of ${nodes.length} organisations in ${layers.length} sectors`,
    },
    layers.map((layer, at) => [
      at % 2 ? null : svg("rect", { class: "layer", x: 0, y: layer.top, width, height: layer.height }),
      svg("text", { class: "faint", x: 12, y: layer.top + 20 }, firstUpper(layer.sector)),
    ]),
    edges.map(([a, b, many]) => edgeDrawn(place.get(a), place.get(b), many, most)),
    nodes.map((node) =>
      svg(
        "a",
        {
          href: `#organisations?id=${encodeURIComponent(node.id)}`,
          "data-id": node.id,
          "aria-label": `${organisationOf.get(node.id).organisation}, ${counted(organisationOf.get(node.id).mentions, "mention")}`,
        },
        svg("circle", { cx: node.x, cy: node.y, r: node.r }),
        svg("text", { x: node.x + node.r + 5, y: node.y + 4 }, node.label),
      ),
    ),
  );
  byId("in-network").append(
    picture(
      drawing,
      `${sizedBy === "bridging" ? "A larger circle links community organisations and statutory bodies more often." : "A larger circle is mentioned together with more organisations."} Select one to see its ties and quotes.${leftOut ? ` ${counted(leftOut, "organisation")} with fewer ties appear only in the list below.` : ""}`,
    ),
  );
  organisationList();
}

function edgeDrawn(a, b, many, most) {
  const bend = a.y === b.y ? -Math.min(a.y - 6, 22 + Math.abs(a.x - b.x) / 14) : 0;
  const middle = (a.y + b.y) / 2 + bend;
  return svg("path", {
    class: "edge",
    "data-ends": `${a.id} ${b.id}`,
    "stroke-width": 1 + 2.5 * (many / most),
    d: `M${a.x} ${a.y} C${a.x} ${middle} ${b.x} ${middle} ${b.x} ${b.y}`,
  });
}

function chooseOrganisation(id) {
  const one = organisationOf.get(id);
  for (const edge of document.querySelectorAll("#in-network .edge")) {
    const its = edge.dataset.ends.split(" ").includes(id);
    edge.classList.toggle("on", its);
    edge.classList.toggle("dim", Boolean(one) && !its);
  }
  const near = new Set(
    study.ties
      .filter((tie) => tie.organisation_id_a === id || tie.organisation_id_b === id)
      .flatMap((tie) => [tie.organisation_id_a, tie.organisation_id_b]),
  );
  for (const node of document.querySelectorAll("#in-network a[data-id]")) {
    node.classList.toggle("on", node.dataset.id === id);
    node.classList.toggle("dim", Boolean(one) && node.dataset.id !== id && !near.has(node.dataset.id));
  }
  byId("in-organisation").replaceChildren(...(one ? [organisationShown(one)] : []));
  if (one) byId("in-organisation").querySelector("h2").focus({ preventScroll: false });
}

function organisationShown(one) {
  const id = one.organisation_id;
  const said = new Map(); // the same passage may link it to several
  for (const tie of study.ties) {
    if (tie.organisation_id_a !== id && tie.organisation_id_b !== id) continue;
    const place = `${tie.turn_id} ${tie.start} ${tie.passage}`;
    said.set(place, [...(said.get(place) || []), tie]);
  }
  const ties = [...said.values()];
  return el(
    "div",
    {},
    el("h2", { tabindex: "-1" }, one.organisation),
    el(
      "p",
      { class: "soft" },
      [
        firstUpper(one.sector || "sector not known"),
        one.aliases ? `also: ${one.aliases}` : "",
        counted(one.mentions, "mention"),
        one.register_id,
      ]
        .filter(Boolean)
        .join(" · "),
    ),
    el(
      "p",
      {},
      el("a", { href: `#quotes?organisation=${encodeURIComponent(one.organisation)}` }, "Quotes that mention it"),
    ),
    ties.length
      ? el(
          "ul",
          { class: "quotes" },
          ties.slice(0, 25).map((some) => tiesShown(some, id)),
        )
      : el("p", {}, "It is not mentioned together with any other organisation."),
    ties.length > 25
      ? el("p", { class: "soft" }, `${ties.length - 25} more passages are in dataset/organisation_ties.csv.`)
      : null,
  );
}

function tiesShown(some, id) {
  const [{ turn_id: turn, case: name, passage }] = some;
  return el(
    "li",
    {},
    el(
      "p",
      { class: "soft" },
      some.map((tie, at) => [at ? "; " : "", tieShown(tie, id, at)]),
      `. In ${name}`,
    ),
    el("blockquote", {}, el("p", {}, inQuotes(passage.replaceAll(/\s+/g, " ")))),
    el("p", {}, el("a", { href: `#turn-${turn}` }, "Read in the transcript")),
  );
}

function tieShown(tie, id, at) {
  const first = tie.organisation_id_a === id;
  const other = organisationOf.get(first ? tie.organisation_id_b : tie.organisation_id_a);
  return [
    at ? howSaid(tie, first).toLowerCase() : howSaid(tie, first),
    el(
      "a",
      { href: `#organisations?id=${encodeURIComponent(other?.organisation_id || "")}` },
      other?.organisation || "another",
    ),
  ];
}

// `a to b`: a funds b, refers people to b, or was what b is now.
function howSaid(tie, first) {
  const said = {
    "works with": ["Works with ", "Works with "],
    funds: ["Funds ", "Is funded by "],
    commissions: ["Commissions ", "Is commissioned by "],
    "refers to": ["Refers people to ", "Receives referrals from "],
    hosts: ["Hosts ", "Is hosted by "],
    "part of": ["Is part of ", "Includes "],
    formerly: ["Is now ", "Was formerly "],
  }[tie.how];
  const from = tie.direction === "b to a" ? !first : first;
  return said ? said[tie.direction ? (from ? 0 : 1) : 0] : "Mentioned together with ";
}

function organisationList() {
  organisationTable(
    study.organisations.filter((one) => one.state !== "to check"),
    "All organisations",
  );
  organisationTable(
    study.organisations.filter((one) => one.state === "to check"),
    "To check: perhaps no organisations",
  );
}

function organisationTable(some, heading) {
  const all = [...some].sort((a, b) => b.mentions - a.mentions || (a.organisation < b.organisation ? -1 : 1));
  if (!all.length) return;
  byId("in-organisations").append(
    el("h2", {}, heading),
    table(
      ["Organisation", "Sector", "Also", "Mentions", "Cases", "Ties"],
      all.map((one) => [
        el("a", { href: `#organisations?id=${encodeURIComponent(one.organisation_id)}` }, one.organisation),
        one.sector,
        cut(one.aliases, 80),
        number(one.mentions),
        number(one.cases),
        one.degree === undefined ? "" : number(one.degree),
      ]),
      { figures: 3, about: `Table: ${heading}` },
    ),
  );
}
