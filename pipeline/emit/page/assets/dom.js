// Creating elements. Text is always inserted as text, never parsed as HTML.
const byId = (id) => document.getElementById(id);

function put(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(
    ...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false),
  );
  return node;
}

const el = (tag, attributes, ...children) => put(document.createElement(tag), attributes, children);
const svg = (tag, attributes, ...children) =>
  put(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

const number = (value) => Number(value).toLocaleString("en-GB");
const counted = (many, one, several = `${one}s`) => `${number(many)} ${many === 1 ? one : several}`;
const firstUpper = (text) => text.charAt(0).toUpperCase() + text.slice(1);

function cut(text, most) {
  if (text.length <= most) return text;
  const end = text.lastIndexOf(" ", most);
  return `${text.slice(0, end > most / 2 ? end : most)} …`;
}

function announce(text) {
  byId("said").textContent = "";
  requestAnimationFrame(() => {
    byId("said").textContent = text;
  });
}

// The page's content security policy forbids style attributes but allows setting style properties.
function styled(node, name, value) {
  node.style.setProperty(name, value);
  return node;
}

const bar = (share) =>
  el("div", { class: "bar", "aria-hidden": "true" }, styled(el("span"), "width", `${100 * share}%`));
const empty = (...text) => el("p", { class: "empty" }, ...text);
const option = (value, text) => el("option", { value }, text);
