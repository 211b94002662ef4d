// Coding blind: whole transcripts or a sample, without proposals and without the other coders' codes.
import { get } from "./api.js";
import { chooseCode } from "./chooser.js";
import { button, counted, el, empty, field, fill, keyButton, number, select } from "./dom.js";
import { writeMemo } from "./memos.js";
import { act, codeName, oneAtATime, review } from "./state.js";
import { heading, passageRow, progressBar, turnBlock } from "./transcript.js";

const SIZES = [30, 60, 120];
const chosen = { source: "", number: 60 };

export async function blindView(main) {
  const view = { blind: true };
  let list = [];
  let at = 0;
  let source = null;
  const passages = new Map();
  const text = el("section", { class: "transcript", "aria-label": "Transcript" });
  const bar = el("div", { class: "answer", role: "group", "aria-label": "Your answer" });
  const side = el("aside", { class: "queue", "aria-label": "Passages to code blind" });
  const inTurn = oneAtATime();
  const current = () => passages.get(list[at]?.id);

  function margin(passage) {
    const codes = passage.codes.map((code) =>
      el(
        "li",
        {},
        el(
          "span",
          { class: "code confirmed" },
          el("span", { class: "mark", "aria-hidden": "true" }, "✓"),
          codeName(code),
        ),
        passage.codes.length > 1
          ? button("×", () => inTurn(() => judge(passage.codes.filter((one) => one !== code))), {
              class: "quiet",
              "aria-label": `Remove ${codeName(code)}`,
            })
          : null,
      ),
    );
    if (passage.none) codes.push(el("li", { class: "none" }, "No code fits"));
    return el("ul", { class: "margin", "aria-label": "Your codes" }, codes);
  }

  function draw(passage) {
    const row = passageRow(passage, margin(passage), {
      current: passage.id === list[at]?.id,
      onclick: (one) => inTurn(() => goTo(one.id)),
    });
    document.getElementById(`p-${passage.id}`)?.replaceWith(row);
    return row;
  }

  async function loadSource(id) {
    source = await get("source", { id, blind: review.coder });
    passages.clear();
    for (const turn of source.turns) for (const one of turn.passages) passages.set(one.id, one);
    text.replaceChildren(heading(source), ...source.turns.map((turn) => turnBlock(turn, turn.passages.map(draw))));
  }

  async function loadList(stay = "") {
    const asked = { coder: review.coder, number: chosen.number, source: chosen.source };
    list = (await get("blind", asked)).passages;
    const open = list.findIndex((one) => !one.done);
    const found = list.findIndex((one) => one.id === stay);
    at = found >= 0 ? found : Math.max(open, 0);
  }

  function drawSide() {
    const done = list.filter((one) => one.done).length;
    fill(
      side,
      el("h1", {}, "Code blind"),
      el(
        "p",
        {},
        "You see no proposals and nobody else's codes, so code blind before you review. Give each passage every code that fits, or say that none does. " +
          "Each coder gets the same passages, so that agreement can be measured.",
      ),
      field(
        "Passages",
        select(
          [
            ...SIZES.map((size) => [`n${size}`, `Random sample of ${size}`]),
            ...review.study.sources
              .filter((one) => one.passages)
              .map((one) => [`s${one.id}`, `All of ${one.title}`]),
          ],
          chosen.source ? `s${chosen.source}` : `n${chosen.number}`,
          async (value) => {
            chosen.source = value[0] === "s" ? value.slice(1) : "";
            chosen.number = value[0] === "n" ? Number(value.slice(1)) : chosen.number;
            await inTurn(async () => {
              await loadList();
              await arrive();
            });
          },
        ),
      ),
      el("p", { class: "counts" }, el("strong", {}, number(done)), ` of ${counted(list.length, "passage")} coded`),
      progressBar(done, list.length, "Passages coded blind"),
      done ? el("p", {}, el("a", { href: "#/agreement" }, "See agreement between coders")) : null,
    );
  }

  function drawBar() {
    const passage = current();
    if (!passage) {
      bar.replaceChildren(empty("There is no passage to code."));
      return;
    }
    const does = (name, letter, run, attributes) => keyButton(name, letter, () => inTurn(run), attributes);
    bar.replaceChildren(
      el(
        "p",
        { class: "proposal" },
        passage.decided ? passage.codes.map(codeName).join("; ") || "No code fits" : "Which codes fit?",
      ),
      el(
        "div",
        { class: "buttons" },
        does("Add a code", "C", add, { class: "main" }),
        does("No code", "N", () => judge([])),
        does("Memo", "M", () => writeMemo("passage", passage.id, "this passage"), { class: "quiet" }),
        does("Back", "K", () => move(-1), { class: "quiet" }),
        does("Next", "J", () => move(1), { class: "quiet" }),
      ),
    );
  }

  async function judge(codes) {
    const passage = current();
    if (!passage) return;
    const cells = codes.length ? { theme_id: codes.join("; ") } : { decision: "none" };
    const sample = chosen.source ? "" : "random";
    const done = await act("judge", { quote_id: passage.id, mode: "blind", sample, ...cells });
    if (!done) return;
    passages.set(passage.id, done.passage);
    list[at].done = true;
    draw(done.passage);
    if (!codes.length) await move(1);
    else drawBar();
    drawSide();
  }

  async function add() {
    const passage = current();
    if (!passage) return;
    const code = await chooseCode("Which code fits?", { leaveOut: passage.codes });
    if (code) await judge([...passage.codes, code]);
  }

  async function arrive({ focus = true } = {}) {
    const one = list[at];
    if (one && one.source !== source?.id) await loadSource(one.source);
    if (!text.isConnected) return; // another part of the page was opened while the transcript came
    for (const other of text.querySelectorAll(".passage.current")) {
      const before = passages.get(other.dataset.id);
      if (before) draw(before);
    }
    const passage = current();
    if (passage) {
      draw(passage);
      if (focus) document.getElementById(`p-${passage.id}`).scrollIntoView({ block: "center" });
    }
    if (!list.length)
      text.replaceChildren(empty("There is no passage to code. Run the pipeline on your transcripts first."));
    drawBar();
    drawSide();
  }

  const move = async (step) => {
    at = Math.min(Math.max(at + step, 0), Math.max(list.length - 1, 0));
    await arrive();
  };
  const goTo = async (id) => {
    const found = list.findIndex((one) => one.id === id);
    if (found < 0) return;
    at = found;
    await arrive();
  };

  view.key = (event) => {
    const run = {
      c: add,
      a: add,
      n: () => judge([]),
      j: () => move(1),
      ArrowDown: () => move(1),
      k: () => move(-1),
      ArrowUp: () => move(-1),
    }[event.key];
    if (!run) return false;
    inTurn(run);
    return true;
  };
  view.refresh = () =>
    inTurn(async () => {
      await loadList(list[at]?.id);
      source = null;
      await arrive({ focus: false });
    });
  view.changed = view.refresh;

  main.replaceChildren(el("div", { class: "work" }, side, text), bar);
  await loadList();
  await arrive();
  return view;
}
