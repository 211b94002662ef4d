// What a first visit is told, and the keys.
import { ask, button, byId, el, key } from "./dom.js";

const SEEN = "review-seen";
const KEYS = [
  ["A", "accept the marked code"],
  ["R", "reject the marked code"],
  ["C", "another code (also for selected words)"],
  ["N", "no code fits"],
  ["1 … 9", "mark another code of this passage"],
  ["J or ↓", "next passage"],
  ["K or ↑", "previous passage"],
  ["S", "star this quote: always shortlisted (again: no star)"],
  ["X", "bar this quote: never shortlisted (again: no bar)"],
  ["M", "memo on this passage"],
  ["W", "another person says this turn, or the selected words"],
  ["P", "play the recording from here, or pause"],
  [",", "three seconds back"],
  ["< and >", "slower, faster"],
  ["U", "undo (Shift-U: redo)"],
  ["?", "this list"],
];

export function showHelp() {
  return ask("Keys", () =>
    el(
      "div",
      {},
      el(
        "dl",
        { class: "keys" },
        KEYS.map(([name, what]) => [
          el("dt", {}, key(name), el("span", { class: "unseen" }, name)),
          el("dd", {}, what),
        ]),
      ),
      el(
        "p",
        { class: "hint" },
        "Marks: ✓ decided by a person; ● sure, applied by the pipeline; ○ suggested by the pipeline; ? the most " +
          "likely code, not applied; ◇ a candidate theme; ✕ rejected.",
      ),
    ),
  );
}

export function firstVisit() {
  if (localStorage.getItem(SEEN)) return;
  const note = el(
    "section",
    { class: "first", "aria-label": "How to begin" },
    el(
      "p",
      {},
      "The marked passage is the one where your answer teaches most. ",
      "Press ",
      key("A"),
      el("span", { class: "unseen" }, "A"),
      " to accept the code in the margin, ",
      key("R"),
      el("span", { class: "unseen" }, "R"),
      " to reject it, ",
      key("C"),
      el("span", { class: "unseen" }, "C"),
      " for another code or ",
      key("N"),
      el("span", { class: "unseen" }, "N"),
      " if none fits. ",
      "Every answer is saved at once, can be undone, and after ten of them the pipeline updates its codings.",
    ),
    button("Got it", () => {
      localStorage.setItem(SEEN, "yes");
      note.remove();
      byId("main").focus();
    }),
  );
  byId("main").before(note);
}
