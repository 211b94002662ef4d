// Coding: the order of review on the left, the transcript with its margin, the answers at the bottom.
import { get } from "./api.js";
import { chooseCode, chooseSpeaker } from "./chooser.js";
import { announce, button, counted, el, empty, field, keyButton, number, select, svg } from "./dom.js";
import { firstVisit } from "./help.js";
import { writeMemo } from "./memos.js";
import { player } from "./player.js";
import { act, caseNames, oneAtATime, review } from "./state.js";
import { chips, heading, passageRow, progressBar, selectedWords, turnBlock, undecided } from "./transcript.js";

const AHEAD = 12; // passages listed
const PREPARED = 2; // passages whose transcripts are drawn before they are needed
const filter = { show: "review", code: "", case: "", confidence: "", coder: "" };

export async function codeView(main, [wanted]) {
  const view = {};
  let list = [];
  let at = 0;
  let source = null;
  let passages = new Map();
  const prepared = new Map();
  let marked = "";
  const queue = el("aside", { class: "queue", "aria-label": "Order of review" });
  const text = el("section", { class: "transcript", "aria-label": "Transcript" });
  const bar = el("div", { class: "answer", role: "group", "aria-label": "Your answer" });

  const inTurn = oneAtATime();

  const current = () => passages.get(list[at]?.id);
  const mark = (passage) => undecided(passage)[0]?.code || "";

  function margin(passage) {
    const isCurrent = passage.id === list[at]?.id;
    return chips(passage, { current: isCurrent, marked, choose });
  }

  const rowOf = (passage, from) =>
    passageRow(passage, margin(passage), {
      current: passage.id === list[at]?.id,
      onclick: (one) => getSelection().isCollapsed && inTurn(() => goTo(one.id)),
      play: from.recording ? (one) => player.play(from, one) : null,
    });

  function draw(passage) {
    const row = rowOf(passage, source);
    document.getElementById(`p-${passage.id}`)?.replaceWith(row);
    return row;
  }

  function choose(passage, code) {
    if (passage.id !== list[at]?.id) return inTurn(() => goTo(passage.id));
    marked = code;
    draw(passage);
    return drawBar();
  }

  async function drawn(id) {
    const from = await get("source", { id });
    const found = new Map(from.turns.flatMap((turn) => turn.passages.map((one) => [one.id, one])));
    const turns = from.turns.map((turn) =>
      turnBlock(
        turn,
        turn.passages.map((one) => rowOf(one, from)),
        { changeSpeaker: from.kind === "survey" ? null : (one) => inTurn(() => giveWords(one)) },
      ),
    );
    return { from, found, nodes: [heading(from), ...turns] };
  }

  async function loadSource(id) {
    const made = await (prepared.get(id) || drawn(id));
    prepared.delete(id);
    source = made.from;
    passages = made.found;
    text.replaceChildren(...made.nodes);
    player.offer(source);
  }

  // The order of review changes the transcript with nearly every passage: the next ones are drawn meanwhile.
  function prepare() {
    const next = new Set(list.slice(at + 1, at + 1 + PREPARED).map((one) => one.source));
    for (const id of prepared.keys()) if (!next.has(id)) prepared.delete(id);
    for (const id of next)
      if (id !== source?.id && !prepared.has(id)) {
        const made = drawn(id);
        made.catch(() => prepared.delete(id));
        prepared.set(id, made);
      }
  }

  // Somebody else may have answered since the transcript was drawn.
  async function lookAgain(passage) {
    const now = (await get("passage", { id: passage.id }).catch(() => null)) || passage;
    if (passages.get(passage.id) !== passage || JSON.stringify(now) === JSON.stringify(passage)) return;
    settle({ passage: now });
    drawBar();
  }

  async function loadList(stay = "") {
    const asked = Object.fromEntries(Object.entries(filter).filter(([, value]) => value));
    list = (await get("list", asked)).passages;
    at = Math.max(
      0,
      list.findIndex((one) => one.id === stay),
    );
  }

  function drawQueue() {
    const left = review.state.progress.left;
    const decided = review.state.progress.decided;
    const near = list.slice(Math.max(0, at - 2), at + AHEAD);
    const choices = (name, label, options) =>
      field(
        label,
        select(options, filter[name], async (value) => {
          filter[name] = value;
          await inTurn(async () => {
            await loadList();
            await arrive();
          });
        }),
      );
    const details = el(
      "details",
      {
        open:
          matchMedia("(min-width: 60rem)").matches ||
          Object.entries(filter).some(([name, value]) => name !== "show" && value),
      },
      el("summary", {}, "Filter"),
      choices("show", "Show", [
        ["review", "To review, most informative first"],
        ["all", "All passages"],
        ["decided", "Decided"],
        ["differ", "Coders differ"],
      ]),
      choices("code", "Code", [["", "All codes"], ...review.study.codes.map((code) => [code.id, code.name])]),
      choices("case", "Case", [["", "All cases"], ...caseNames().map((name) => [name, name])]),
      choices("confidence", "Confidence", [
        ["", "Any"],
        ["low", "Below 0.5"],
        ["middle", "0.5 to 0.8"],
        ["high", "0.8 and above"],
      ]),
      choices("coder", "Decided by", [["", "Anybody"], ...review.study.coders.map((name) => [name, name])]),
    );
    const items = near.map((one) => {
      const here = one.id === list[at]?.id;
      return el(
        "li",
        {},
        button(el("span", {}, one.text), () => inTurn(() => goTo(one.id)), {
          class: `item${here ? " here" : ""}`,
          "aria-current": here ? "true" : null,
        }),
      );
    });
    queue.replaceChildren(
      el("h2", {}, "Progress"),
      el("p", { class: "counts" }, el("strong", {}, number(decided)), ` decided, ${number(left)} left to review`),
      progressBar(decided, decided + left, "Passages decided"),
      el("div", { class: "curve" }),
      details,
      el("h2", {}, filter.show === "review" ? "Next" : counted(list.length, "passage")),
      items.length ? el("ol", { class: "next" }, items) : empty("Nothing is left here. Choose another filter."),
    );
  }

  async function drawCurve() {
    const { curve } = await get("curve");
    const place = queue.querySelector(".curve");
    if (!place || curve.length < 2) return;
    const width = Math.max(6 * curve.length, 240);
    const told = `Share of proposals accepted, ten answers at a time: ${curve.map((one) => `${Math.round(100 * one)} %`).join(", ")}`;
    place.replaceChildren(
      svg(
        "svg",
        { viewBox: `0 0 ${width} 30`, role: "img", "aria-label": told, preserveAspectRatio: "xMinYMax meet" },
        ...curve.map((one, step) =>
          svg("rect", { x: 6 * step + 1, y: 30 - 28 * one - 1, width: 4, height: 28 * one + 1, rx: 1 }),
        ),
      ),
      el("p", { class: "hint" }, "Proposals accepted, ten answers at a time"),
    );
  }

  function drawBar() {
    const passage = current();
    if (!passage) {
      bar.replaceChildren(empty(list.length ? "Loading …" : "No passage is left with these filters."));
      return;
    }
    const code = passage.codes.find((one) => one.code === marked);
    const about = code
      ? [el("strong", {}, code.name), code.basis ? el("span", { class: "basis" }, code.basis) : null]
      : [];
    const told = el(
      "p",
      { class: "proposal" },
      about.length
        ? about
        : el("span", { class: "basis" }, passage.decided ? "Decided. Add a code, or go on." : "No proposal."),
    );
    const does = (name, letter, run, attributes) => keyButton(name, letter, () => inTurn(run), attributes);
    bar.replaceChildren(
      told,
      el(
        "div",
        { class: "buttons" },
        does("Accept", "A", () => decide("accept"), { class: "main", disabled: !code }),
        does("Reject", "R", () => decide("reject"), { disabled: !code }),
        does("Another code", "C", another),
        does("No code", "N", none),
        does("Star", "S", () => keep("star"), {
          class: "quiet",
          "aria-pressed": String(passage.choice === "star"),
        }),
        does("Bar", "X", () => keep("bar"), { class: "quiet", "aria-pressed": String(passage.choice === "bar") }),
        does("Memo", "M", memo, { class: "quiet" }),
        does("Back", "K", () => move(-1), { class: "quiet" }),
        does("Next", "J", () => move(1), { class: "quiet" }),
      ),
    );
  }

  function settle(done) {
    if (!done?.passage) return false;
    passages.set(done.passage.id, done.passage);
    const here = done.passage.id === list[at]?.id;
    if (here) marked = mark(done.passage);
    draw(done.passage);
    return here;
  }

  async function answer(cells, { stay = false } = {}) {
    const passage = current();
    if (!passage) return;
    const sample = filter.show === "review" ? "informative" : "";
    const done = await act("judge", { quote_id: passage.id, mode: "review", sample, ...cells });
    if (!done) return;
    settle(done);
    if (!stay && !undecided(done.passage).length) await move(1);
    else {
      drawBar();
      drawQueue();
    }
  }

  const decide = (decision) => (marked ? answer({ theme_id: marked, decision }) : undefined);

  const none = () => {
    const passage = current();
    const open = passage.codes.filter((code) => code.state !== "rejected").map((code) => code.code);
    return answer(open.length ? { theme_id: open.join("; "), decision: "none" } : { decision: "none" });
  };

  async function markWords(words) {
    const code = await chooseCode("Code the selected words");
    if (code && (await act("own-passage", { source: source.id, code, ...words }))) {
      getSelection().removeAllRanges();
      announce("Saved. The words become a passage of their own when the codings are updated, in a moment.");
    }
  }

  // Gives a turn, or words selected in it, to another speaker; in a document, a quotation.
  async function giveWords(turn) {
    const words = selectedWords();
    const quoted = source.kind === "document" ? current() : null;
    const whole = quoted ? { start: quoted.start, end: quoted.start + [...quoted.text].length } : turn;
    if (!whole) return;
    const inside = words && !quoted && words.start >= turn.start && words.end <= turn.end;
    const places = [
      ...(inside ? [{ ...words, what: "The selected words" }] : []),
      ...(inside && words.end < turn.end
        ? [{ start: words.start, end: turn.end, what: "From the first selected word to the end of the turn" }]
        : []),
      { start: whole.start, end: whole.end, what: "The whole turn" },
    ];
    const chosen = await chooseSpeaker(
      quoted ? "Who is quoted?" : inside ? "Who says these words?" : "Who says this turn?",
      {
        labels: source.labels,
        now: quoted ? quoted.speaker : turn.label,
        places,
      },
    );
    if (!chosen || !(await act("give-words", { source: source.id, ...chosen }))) return;
    getSelection().removeAllRanges();
    announce("Saved. The transcript is read again in a moment.");
  }

  const turnAt = (at) => source.turns.find((turn) => turn.start <= at && at < turn.end);

  function who() {
    if (source?.kind === "survey") return announce("The answers of a survey are the respondent's own.");
    const at = selectedWords()?.start ?? current()?.start;
    return at === undefined ? undefined : giveWords(turnAt(at));
  }

  async function another() {
    const words = selectedWords();
    if (words) return markWords(words);
    const passage = current();
    if (!passage) return undefined;
    const given = passage.codes.filter((code) => code.state === "confirmed").map((code) => code.code);
    const code = await chooseCode("Another code", { leaveOut: given });
    return code ? answer({ another_theme: code }, { stay: undecided(passage).length > 0 }) : undefined;
  }

  async function keep(wanted) {
    const passage = current();
    if (!passage) return;
    const choice = passage.choice === wanted ? "" : wanted;
    const done = await act("choose-quote", { quote_id: passage.id, choice });
    if (!settle(done)) return;
    const told = { star: "Starred.", bar: "Barred." }[choice] || "Star or bar removed.";
    announce(`${told} It takes effect in the next run.`);
    drawBar();
  }

  async function memo() {
    const passage = current();
    if (passage) await writeMemo("passage", passage.id, "this passage");
  }

  async function arrive({ focus = true } = {}) {
    const one = list[at];
    const other = one && one.source !== source?.id;
    if (other) await loadSource(one.source);
    if (!one && !source && review.study.sources.length) await loadSource(review.study.sources[0].id);
    if (!text.isConnected) return; // another part of the page was opened while the transcript came
    const passage = current();
    if (passage) marked = mark(passage);
    for (const row of text.querySelectorAll(".passage.current")) {
      const before = passages.get(row.dataset.id);
      if (before) draw(before);
    }
    if (passage) {
      const row = draw(passage);
      if (focus) document.getElementById(row.id).scrollIntoView({ block: "center" });
    }
    drawBar();
    drawQueue();
    drawCurve();
    prepare();
    if (other && passage) lookAgain(passage);
  }

  async function move(step) {
    if (!list.length) return;
    at = Math.min(Math.max(at + step, 0), list.length - 1);
    await arrive();
  }

  async function goTo(id) {
    const found = list.findIndex((one) => one.id === id);
    if (found >= 0) at = found;
    else {
      const passage = passages.get(id);
      list.splice(at, 0, { id, source: source.id, text: passage.text.trim().slice(0, 110) });
    }
    await arrive();
  }

  view.key = (event) => {
    const run = {
      a: () => decide("accept"),
      r: () => decide("reject"),
      c: another,
      n: none,
      j: () => move(1),
      ArrowDown: () => move(1),
      k: () => move(-1),
      ArrowUp: () => move(-1),
      s: () => keep("star"),
      x: () => keep("bar"),
      m: memo,
      w: who,
      p: () => player.toggle(source, current()),
      ",": () => player.back(),
      "<": () => player.faster(-0.25),
      ">": () => player.faster(0.25),
    }[event.key];
    const passage = current();
    if (/^[1-9]$/.test(event.key) && passage?.codes[event.key - 1]) {
      choose(passage, passage.codes[event.key - 1].code);
      return true;
    }
    if (!run) return false;
    inTurn(run);
    return true;
  };
  async function refresh() {
    await loadList(list[at]?.id);
    source = null;
    prepared.clear();
    await arrive({ focus: false });
  }
  view.changed = (done) =>
    inTurn(async () => {
      if (done.quote_id && !passages.has(done.quote_id) && done.passage) await loadSource(done.passage.source);
      if (done.passage) {
        settle(done);
        await goTo(done.passage.id);
      } else await refresh();
    });
  view.refresh = () => inTurn(refresh);
  view.leave = () => {
    player.hide();
    document.querySelector(".first")?.remove();
  };

  main.replaceChildren(el("div", { class: "work" }, queue, text), bar);
  firstVisit();
  if (wanted) filter.show = "all";
  await loadList(wanted || "");
  await arrive();
  return view;
}
