// The codebook: add, rename, define, nest, merge, split and retire codes; checks beside the text as it is typed.
import { get, post } from "./api.js";
import { chooseCode, chooseText, confirmed } from "./chooser.js";
import { ask, button, counted, el, empty, field, select } from "./dom.js";
import { writeMemo } from "./memos.js";
import { act, reloadStudy, review } from "./state.js";

const TEXTS = [
  ["definition", "Definition", "What the code covers, in one or two sentences."],
  ["include", "Includes", "What also belongs to it."],
  ["exclude", "Excludes", "What does not, and where it belongs."],
];
const PAUSE = 400; // milliseconds after the last key before the text is checked

export async function codebookView(main, [wanted]) {
  const view = {};
  let chosen = wanted || "";

  const done = async (kind, given) => {
    if (!(await act(kind, given))) return false;
    await view.refresh();
    return true;
  };

  function tree(parent = "", depth = 0) {
    return review.study.codes
      .filter((code) => (review.study.codes.some((one) => one.id === code.parent) ? code.parent : "") === parent)
      .flatMap((code) => [
        el(
          "li",
          { class: `depth-${Math.min(depth, 3)}` },
          button(code.name, () => pick(code.id), {
            class: `item${code.id === chosen ? " here" : ""}`,
            "aria-current": code.id === chosen ? "true" : null,
          }),
        ),
        ...tree(code.id, depth + 1),
      ]);
  }

  function editor(code) {
    const warnings = el("ul", { class: "warnings", "aria-live": "polite" });
    const inputs = {};
    let timer = 0;
    const check = async () => {
      const given = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.value]));
      const { findings } = await post("lint", { code: code.id, ...given });
      warnings.replaceChildren(...findings.map((one) => el("li", {}, `${one.finding}. ${one.remedy}.`)));
    };
    const typed = () => {
      clearTimeout(timer);
      timer = setTimeout(() => check().catch(() => {}), PAUSE);
    };
    const text = ([name, label, hint]) => {
      inputs[name] = el("textarea", { rows: name === "definition" ? 4 : 2, value: code[name], oninput: typed });
      return field(label, inputs[name], hint);
    };
    const list = ([name, label, hint]) => {
      inputs[name] = el("textarea", { rows: 4, value: code[name].join("\n") });
      return field(label, inputs[name], hint);
    };
    const name = el("input", { type: "text", value: code.name, oninput: typed });
    inputs.name = name;
    const parents = review.study.codes.filter((one) => one.id !== code.id).map((one) => [one.id, one.name]);
    const parent = select([["", "Top level"], ...parents], code.parent);
    const form = el(
      "form",
      {
        onsubmit: async (event) => {
          event.preventDefault();
          const changes = {};
          for (const key of ["name", "definition", "include", "exclude"])
            if (inputs[key].value.trim() !== code[key]) changes[key] = inputs[key].value.trim();
          for (const key of ["phrases", "examples"]) {
            const lines = inputs[key].value.split("\n").map((line) => line.trim()).filter(Boolean);
            if (lines.join("\n") !== code[key].join("\n")) changes[key] = lines;
          }
          if (parent.value !== code.parent) changes.parent = parent.value;
          if (Object.keys(changes).length) await done("change-code", { code: code.id, changes });
        },
      },
      field("Name", name),
      field("Below", parent),
      TEXTS.map(text),
      warnings,
      [
        ["phrases", "Phrases", "One a line; * stands for any ending."],
        ["examples", "Examples", "One a line, in your participants' words."],
      ].map(list),
      el("button", { type: "submit", class: "main" }, "Save"),
    );
    return el(
      "article",
      { class: "card" },
      el("h2", {}, code.name),
      el("p", { class: "meta" }, `${counted(code.passages, "passage")}, ${code.decided} decided by people · id ${code.id}`),
      form,
      el(
        "p",
        { class: "buttons" },
        button("Merge into …", () => merge(code)),
        button("Split …", () => split(code)),
        button("Memo", () => writeMemo("code", code.id, code.name)),
        button("Retire", () => retire(code), { class: "quiet" }),
      ),
    );
  }

  async function merge(code) {
    const into = await chooseCode(`Merge “${code.name}” into`, { leaveOut: [code.id], mayAdd: false });
    if (!into) return;
    chosen = into;
    await done("merge-code", { code: code.id, into });
  }

  async function retire(code) {
    const text =
      "The code leaves the codebook. Decisions on it are kept in decisions.csv as a record, and come back with Undo.";
    if (!(await confirmed(`Retire “${code.name}”?`, text, "Retire"))) return;
    chosen = "";
    await done("retire-code", { code: code.id });
  }

  async function split(code) {
    const { passages } = await get("list", { show: "all", code: code.id });
    const given = await ask(`Split “${code.name}”`, (close) => {
      const name = el("input", { type: "text", autocomplete: "off" });
      const boxes = passages.map((one) => [one.id, el("input", { type: "checkbox" }), one.text]);
      return el(
        "form",
        {
          onsubmit: (event) => {
            event.preventDefault();
            const quotes = boxes.filter(([, box]) => box.checked).map(([id]) => id);
            close({ name: name.value.trim(), quotes });
          },
        },
        field("Name of the new code", name),
        el(
          "fieldset",
          { class: "long" },
          el("legend", {}, "Passages that go to the new code"),
          boxes.length
            ? boxes.map(([, box, text]) => el("label", {}, box, ` ${text} …`))
            : empty("No passage has this code yet."),
        ),
        el("button", { type: "submit", class: "main" }, "Split"),
      );
    });
    if (given?.name) await done("split-code", { from: code.id, parent: code.parent, ...given });
  }

  async function add() {
    const name = await chooseText("New code", "Name", { action: "Add" });
    if (!name || !(await act("add-code", { name }))) return;
    await reloadStudy();
    chosen = review.study.codes.find((code) => code.name === name)?.id || "";
    await view.refresh();
  }

  async function pick(id) {
    chosen = id;
    draw();
    main.querySelector(".card h2")?.scrollIntoView({ block: "nearest" });
  }

  function draw() {
    const code = review.study.codes.find((one) => one.id === chosen) || review.study.codes[0];
    chosen = code?.id || "";
    main.replaceChildren(
      el(
        "div",
        { class: "page wide" },
        el("h1", {}, "Codebook"),
        review.study.problem ? el("p", { class: "problem" }, review.study.problem) : null,
        el(
          "div",
          { class: "columns" },
          el(
            "div",
            {},
            button("New code", add, { class: "main" }),
            review.study.codes.length
              ? el("ul", { class: "next", "aria-label": "Codes" }, tree())
              : empty("There are no codes yet. Add the first."),
          ),
          code ? editor(code) : null,
        ),
      ),
    );
  }

  view.refresh = async () => {
    review.study.codes = (await get("codes")).codes;
    draw();
  };
  view.changed = view.refresh;
  await view.refresh();
  return view;
}

