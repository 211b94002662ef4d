// Creating elements. Text is always inserted as text, never parsed as HTML.
export const byId = (id) => document.getElementById(id);

const present = (children) =>
  children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);

export const fill = (node, ...children) => node.replaceChildren(...present(children));

export function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...present(children));
  return node;
}

export function svg(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

export const number = (value) => Number(value).toLocaleString("en-GB");
export const counted = (many, one, several = `${one}s`) => `${number(many)} ${many === 1 ? one : several}`;
export const button = (text, onclick, attributes = {}) =>
  el("button", { type: "button", onclick, ...attributes }, text);
export const key = (name) => el("kbd", { "aria-hidden": "true" }, name);
export const keyButton = (text, letter, onclick, attributes = {}) =>
  el("button", { type: "button", onclick, "aria-keyshortcuts": letter, ...attributes }, text, key(letter));
export const empty = (...text) => el("p", { class: "empty" }, ...text);

export function time(seconds) {
  if (seconds === null || seconds === undefined) return "";
  const whole = Math.floor(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, at) => (at ? String(part).padStart(2, "0") : part)).join(":");
}

export function announce(text) {
  byId("said").textContent = "";
  requestAnimationFrame(() => {
    byId("said").textContent = text;
  });
}

let fields = 0;

// A field with its label; `control` may be an input, a select or a text area.
export function field(label, control, hint) {
  fields += 1;
  control.id ||= `f${fields}`;
  const told = hint ? el("span", { class: "hint", id: `${control.id}-hint` }, hint) : null;
  if (told) control.setAttribute("aria-describedby", told.id);
  return el("p", { class: "field" }, el("label", { for: control.id }, label), control, told);
}

export function select(options, value, onchange) {
  const made = el(
    "select",
    {},
    options.map(([id, text]) => el("option", { value: id }, text)),
  );
  made.value = value;
  if (onchange) made.addEventListener("change", () => onchange(made.value));
  return made;
}

// Shows a dialog; the promise gives what `close` is called with, or null where it was dismissed.
export function ask(title, build) {
  const dialog = byId("dialog");
  return new Promise((resolve) => {
    let answer = null;
    const close = (value) => {
      answer = value;
      dialog.close();
    };
    dialog.replaceChildren(
      el(
        "div",
        { class: "box" },
        el("h2", { id: "dialog-title" }, title),
        build(close),
        button("Close", () => dialog.close(), { class: "quiet close" }),
      ),
    );
    dialog.setAttribute("aria-labelledby", "dialog-title");
    dialog.addEventListener("close", () => resolve(answer), { once: true });
    dialog.showModal();
    dialog.querySelector("[data-first], input, textarea, select")?.focus();
  });
}
