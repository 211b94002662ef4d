// A transcript with its codes in the margin beside the very lines.
import { button, el, number, time } from "./dom.js";

const MARKS = { confirmed: "✓", sure: "●", suggested: "○", likely: "?", candidate: "◇", rejected: "✕" };
const SAID = {
  confirmed: "confirmed",
  sure: "sure, applied by the pipeline",
  suggested: "suggested by the pipeline",
  likely: "most likely code, not applied",
  candidate: "candidate theme, not in the codebook",
  rejected: "rejected",
};

const CHOSEN = { star: ["★", "Starred: always shortlisted"], bar: ["⊘", "Barred: never shortlisted"] };

// The codes of a passage in the order of their keys; the one to decide about first is the marked one.
export function undecided(passage) {
  const open = passage.codes.filter((code) => !["confirmed", "rejected", "candidate"].includes(code.state));
  const proposed = open.filter((code) => code.state !== "likely");
  return proposed.length || passage.decided ? proposed : open;
}

export function chips(passage, { current = false, marked = "", choose = null } = {}) {
  const made = passage.codes.map((code, at) => {
    const people = [...new Set(code.by.map((one) => one.coder))];
    const by = people.length ? ` by ${people.join(", ")}` : "";
    const sure = code.confidence === null ? "" : `, confidence ${code.confidence.toFixed(2)}`;
    return el(
      "li",
      {},
      el(
        "button",
        {
          type: "button",
          class: `code ${code.state}${current && marked === code.code ? " marked" : ""}`,
          "aria-pressed": current ? String(marked === code.code) : null,
          title: `${SAID[code.state]}${by}${sure}${code.basis ? `\n${code.basis}` : ""}`,
          onclick: choose ? () => choose(passage, code.code) : null,
        },
        el("span", { class: "mark", "aria-hidden": "true" }, MARKS[code.state]),
        el("span", { class: "what" }, code.name),
        el("span", { class: "unseen" }, `: ${SAID[code.state]}${by}`),
        current && passage.codes.length > 1 ? el("kbd", { "aria-hidden": "true" }, String(at + 1)) : null,
      ),
    );
  });
  const chosen = CHOSEN[passage.choice];
  if (chosen)
    made.push(
      el(
        "li",
        { class: "chosen" },
        el("span", { class: "mark", "aria-hidden": "true" }, chosen[0]),
        ` ${chosen[1]}`,
      ),
    );
  if (passage.none.length)
    made.push(
      el(
        "li",
        { class: "none" },
        el("span", { "aria-hidden": "true" }, "∅ "),
        `No code fits (${passage.none.join(", ")})`,
      ),
    );
  for (const note of passage.notes) made.push(el("li", { class: "note" }, `${note.coder}: ${note.note}`));
  return el("ul", { class: "margin", "aria-label": "Codes of this passage" }, made);
}

export function passageRow(passage, margin, { current = false, onclick = null, play = null } = {}) {
  const words = passage.text.trim();
  const blank = passage.text.length - passage.text.trimStart().length;
  return el(
    "div",
    {
      class: `passage${current ? " current" : ""}${passage.codable ? "" : " slight"}`,
      id: `p-${passage.id}`,
      "data-id": passage.id,
      "aria-current": current ? "true" : null,
    },
    el(
      "p",
      { class: "words", "data-start": passage.start + blank, onclick: onclick ? () => onclick(passage) : null },
      words,
    ),
    el(
      "div",
      { class: "side" },
      passage.speaker ? el("p", { class: "quoted" }, `Quoted: ${passage.speaker}`) : null,
      margin,
      play && passage.seconds !== null
        ? button(`▶ ${time(passage.seconds)}`, () => play(passage), {
            class: "quiet play",
            "aria-label": `Play from ${time(passage.seconds)}`,
          })
        : null,
    ),
  );
}

export function turnBlock(turn, rows, { changeSpeaker = null } = {}) {
  const head = el(
    "h2",
    { class: "speaker" },
    turn.speaker || (turn.interviewer ? "Interviewer" : ""),
    turn.interviewer ? el("span", { class: "role" }, " interviewer") : null,
    turn.seconds === null ? null : el("span", { class: "at" }, ` ${time(turn.seconds)}`),
  );
  const change =
    changeSpeaker && turn.label
      ? button("Change speaker", () => changeSpeaker(turn), {
          class: "quiet change",
          "aria-label": `Change the speaker of this turn: ${turn.label}`,
        })
      : null;
  return el(
    "section",
    { class: `turn${turn.interviewer ? " interviewer" : ""}` },
    turn.speaker || turn.interviewer ? el("div", { class: "who" }, head, change) : null,
    turn.question ? el("p", { class: "question" }, turn.question) : null,
    turn.text ? el("p", { class: "words plain", "data-start": turn.start }, turn.text) : null,
    rows,
  );
}

export function heading(source) {
  const about = [source.case !== source.title ? source.case : "", source.place, source.date, source.kind].filter(
    Boolean,
  );
  return el(
    "header",
    { class: "about" },
    el("h1", { tabindex: "-1" }, source.title),
    el("p", { class: "meta" }, about.join(" · ")),
  );
}

export const progressBar = (done, all, label) =>
  el("progress", { max: Math.max(all, 1), value: done, "aria-label": label }, `${number(done)} of ${number(all)}`);

// The selected words as offsets into the source's text, counted in code points; null where none are selected.
export function selectedWords() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed || !selection.toString().trim()) return null;
  const range = selection.getRangeAt(0);
  const offset = (node, at) => {
    const words = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest?.("[data-start]");
    if (!words) return null;
    const inside = node.nodeType === Node.TEXT_NODE ? at : at ? words.textContent.length : 0;
    return Number(words.dataset.start) + [...words.textContent.slice(0, inside)].length;
  };
  const start = offset(range.startContainer, range.startOffset);
  const end = offset(range.endContainer, range.endOffset);
  return start === null || end === null || start >= end ? null : { start, end };
}
