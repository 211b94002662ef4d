// Choosing codes: type to narrow the list, arrows to move, Enter to choose.
import { act, reloadStudy, review } from "./state.js";
import { ask, button, el, field, select } from "./dom.js";

const plain = (text) => text.trim().toLowerCase();

// The first words of a definition.
const beginning = (text) => (text.length > 140 ? `${text.slice(0, 140).replace(/\s+\S*$/, "")} …` : text);

// Asks for one code; gives its id, or null.
export function chooseCode(title, { leaveOut = [], mayAdd = true } = {}) {
  return ask(title, (close) => {
    const input = el("input", {
      type: "text",
      role: "combobox",
      autocomplete: "off",
      "aria-expanded": "true",
      "aria-controls": "codes",
    });
    const list = el("ul", { id: "codes", role: "listbox", "aria-label": "Codes", class: "codes" });
    let found = [];
    let at = 0;
    const choose = async (one) => {
      if (one.id) return close(one.id);
      if (!(await act("add-code", { name: one.add }))) return null;
      await reloadStudy();
      const made = review.study.codes.find((code) => plain(code.name) === plain(one.add));
      return close(made?.id || one.add);
    };
    const draw = () => {
      const asked = plain(input.value);
      found = review.study.codes
        .filter((code) => !leaveOut.includes(code.id))
        .filter((code) => plain(`${code.name} ${code.id}`).includes(asked));
      const known = review.study.codes.some((code) => plain(code.name) === asked);
      if (mayAdd && asked && !known)
        found.push({ add: input.value.trim(), name: `New code “${input.value.trim()}”` });
      at = Math.min(at, Math.max(found.length - 1, 0));
      list.replaceChildren(
        ...found.map((one, index) =>
          el(
            "li",
            {
              id: `code-${index}`,
              role: "option",
              "aria-selected": index === at ? "true" : "false",
              onclick: () => choose(one),
            },
            el("strong", {}, one.name),
            one.definition ? el("span", { class: "hint" }, beginning(one.definition)) : null,
          ),
        ),
      );
      input.setAttribute("aria-activedescendant", found.length ? `code-${at}` : "");
      list.children[at]?.scrollIntoView({ block: "nearest" });
    };
    input.addEventListener("input", () => {
      at = 0;
      draw();
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") at = Math.min(at + 1, found.length - 1);
      else if (event.key === "ArrowUp") at = Math.max(at - 1, 0);
      else if (event.key === "Enter" && found[at]) choose(found[at]);
      else return;
      event.preventDefault();
      if (event.key !== "Enter") draw();
    });
    draw();
    return el(
      "div",
      {},
      field("Code", input, "Type a part of its name. A name that is not in the list can be added."),
      list,
    );
  });
}

export function chooseText(title, label, { value = "", hint = "", long = false, action = "Save" } = {}) {
  return ask(title, (close) => {
    const input = long
      ? el("textarea", { rows: 7, value })
      : el("input", { type: "text", value, autocomplete: "off" });
    return el(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          close(input.value.trim());
        },
      },
      field(label, input, hint),
      el("button", { type: "submit", class: "main" }, action),
    );
  });
}

// Asks who said some words: the words as `{start, end}`, and a label of the transcript or another one.
export function chooseSpeaker(title, { labels, now, places }) {
  return ask(title, (close) => {
    const which = select(
      places.map((place, at) => [String(at), place.what]),
      "0",
    );
    const input = el("input", { type: "text", autocomplete: "off", maxlength: 90 });
    const choose = (speaker) => {
      const { start, end } = places[Number(which.value)];
      close({ start, end, speaker });
    };
    return el(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          if (input.value.trim()) choose(input.value.trim());
        },
      },
      el("p", { class: "hint" }, now ? `Now: ${now}.` : "Nobody is named now."),
      places.length > 1 ? field("Which words", which) : null,
      el(
        "p",
        { class: "known" },
        labels
          .filter((label) => label !== now)
          .map((label) => button(label, () => choose(label), { class: "chip" })),
      ),
      field(
        "Somebody else",
        input,
        "The label or role of the person. A name is printed only if consent allows it.",
      ),
      el("button", { type: "submit", class: "main" }, "Save"),
    );
  });
}

export const confirmed = (title, text, action) =>
  ask(title, (close) =>
    el(
      "div",
      {},
      el("p", {}, text),
      button(action, () => close(true), { class: "main", "data-first": true }),
    ),
  );
