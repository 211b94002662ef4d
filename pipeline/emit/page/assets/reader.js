// The transcript reader, with codes in the margin.
const reader = { source: -1, marked: false };

function startReader() {
  const cases = new Map();
  transcripts.forEach((one, at) => {
    if (!cases.has(one.case)) cases.set(one.case, []);
    cases.get(one.case).push(option(String(at), sourceName(one)));
  });
  byId("r-source").append(...[...cases].map(([label, options]) => el("optgroup", { label }, options)));
  byId("r-source").addEventListener("change", (event) => {
    location.hash = `#transcripts?source=${encodeURIComponent(transcripts[event.target.value].source)}`;
  });
  byId("r-all").addEventListener("change", (event) => {
    reader.marked = event.target.checked;
    read(Math.max(reader.source, 0), { again: true });
  });
}

function read(source, { again = false } = {}) {
  const one = transcripts[source];
  if (!one) {
    byId("reader").replaceChildren(
      empty("There are no transcripts. Put some in the transcripts folder and run again."),
    );
    return;
  }
  if (reader.source === source && !again) return;
  reader.source = source;
  byId("r-source").value = String(source);
  const many = one.turns.filter((turn) => turn[TURN.role] === "participant").length;
  byId("reader").replaceChildren(
    el("h2", { id: "r-title", tabindex: "-1" }, sourceName(one)),
    el(
      "p",
      { class: "soft" },
      [
        ...caseAndPlace(one),
        one.kind,
        one.kind === "document"
          ? counted(one.turns.length, "paragraph")
          : `${counted(one.turns.length, "turn")}, ${number(many)} by participants`,
      ]
        .filter(Boolean)
        .join(" · "),
    ),
    el(
      "ol",
      { class: "turns" },
      one.turns.map((turn, at) => turnShown(turn, source, at)),
    ),
  );
}

function turnShown(turn, source, at) {
  const within = quotesIn.get(`${source}/${at}`) || [];
  const seconds = turn[TURN.seconds];
  const time = seconds === null ? "" : clock(seconds);
  const margin = within.filter((own) => shown(quotes[own]).length);
  return el(
    "li",
    { class: `turn ${turn[TURN.role]}`, id: `turn-${turn[TURN.id]}`, tabindex: "-1" },
    el(
      "p",
      { class: "who" },
      [turn[TURN.speaker], turn[TURN.participant], time].filter(Boolean).join(" · "),
      turn[TURN.question] ? [el("br"), turn[TURN.question]] : null,
      playButton({ source, turn: at }, turn[TURN.text]),
    ),
    el("p", { class: turn[TURN.held] ? "words held" : "words" }, pieces(turn[TURN.text], within)),
    margin.length
      ? el(
          "ul",
          { class: "margin", "aria-label": "Themes" },
          margin.map((own) => marginNote(quotes[own])),
        )
      : null,
  );
}

function marginNote(quote) {
  const names = shown(quote).map(
    (one) =>
      `${themes[coding(one, "theme")]?.theme || "?"}${coding(one, "state") === "suggested" ? " (suggested)" : ""}`,
  );
  return el(
    "li",
    { "data-of": quote.id },
    el("a", { href: `#${quote.id}` }, names.join(", ")),
    isShort(quote)
      ? [
          " ",
          el("span", { class: "star", title: "shortlisted" }, "★", el("span", { class: "unseen" }, " shortlisted")),
        ]
      : null,
  );
}

// The text, split where quotes begin or end; each piece lists the quotes it belongs to.
function pieces(text, within) {
  const cuts = [...new Set([0, text.length, ...within.flatMap((own) => [quotes[own].from, quotes[own].to])])].sort(
    (a, b) => a - b,
  );
  return cuts.slice(0, -1).map((from, at) => {
    const part = text.slice(from, cuts[at + 1]);
    const of = within.filter((own) => quotes[own].from <= from && quotes[own].to >= cuts[at + 1]);
    if (!of.length) return part;
    const coded = of.some((own) => shown(quotes[own]).length);
    return el(
      "span",
      {
        class: coded ? "coded" : reader.marked ? "passage" : null,
        "data-of": of.map((own) => quotes[own].id).join(" "),
      },
      part,
    );
  });
}

function unmark() {
  for (const mark of byId("reader").querySelectorAll("mark")) mark.replaceWith(...mark.childNodes);
  for (const note of byId("reader").querySelectorAll(".on")) note.classList.remove("on");
}

// Scrolls to a quote and highlights it.
function jump(quote) {
  read(quote.source);
  unmark();
  if (quote.turn === undefined) {
    byId("r-title").focus();
    announce("This quote could not be highlighted in its transcript");
    return;
  }
  const turn = byId("reader").querySelectorAll(".turn")[quote.turn];
  let first = null;
  for (const piece of turn.querySelectorAll(".words [data-of]")) {
    if (!piece.dataset.of.split(" ").includes(quote.id)) continue;
    const mark = el("mark", first ? {} : { tabindex: "-1", id: quote.id });
    mark.append(...piece.childNodes);
    piece.append(mark);
    first ||= mark;
  }
  for (const note of turn.querySelectorAll(".margin li")) note.classList.toggle("on", note.dataset.of === quote.id);
  (first || turn).scrollIntoView({ block: "center", behavior: "instant" });
  (first || turn).focus({ preventScroll: true });
  announce(`In the transcript: ${turn.querySelector(".who").textContent}`);
}

function jumpToTurn(id) {
  const source = transcripts.findIndex((one) => one.turns.some((turn) => turn[TURN.id] === id));
  if (source < 0) return false;
  read(source);
  unmark();
  const turn = byId(`turn-${id}`);
  turn.scrollIntoView({ block: "center", behavior: "instant" });
  turn.focus({ preventScroll: true });
  return true;
}
