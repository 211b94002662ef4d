// Every act with its time and coder; each can be undone and redone.
import { get } from "./api.js";
import { button, el, empty } from "./dom.js";
import { takeBack } from "./state.js";

export async function historyView(main) {
  const view = {};
  view.refresh = async () => {
    const { acts } = await get("history");
    const rows = acts.map((one) =>
      el(
        "tr",
        { class: one.stands ? null : "undone" },
        el("td", {}, one.time.replace("T", " ")),
        el("td", {}, one.coder),
        el(
          "td",
          {},
          one.about,
          one.quote_id ? [" ", el("a", { href: `#/code/${encodeURIComponent(one.quote_id)}` }, "passage")] : null,
          one.problem ? el("p", { class: "trouble" }, one.problem) : null,
        ),
        el("td", {}, one.problem ? "Not done" : one.stands ? (one.written ? "Saved" : "Saving") : "Undone"),
        el(
          "td",
          {},
          one.problem
            ? null
            : button(one.stands ? "Undo" : "Redo", () => takeBack(one.stands ? "undo" : "redo", one.number), {
                "aria-label": `${one.stands ? "Undo" : "Redo"}: ${one.about}`,
              }),
        ),
      ),
    );
    main.replaceChildren(
      el(
        "div",
        { class: "page" },
        el("h1", {}, "History"),
        rows.length
          ? el(
              "div",
              { class: "scroll", tabindex: "0", role: "region", "aria-label": "History" },
              el(
                "table",
                {},
                el("thead", {}, el("tr", {}, ["Time", "Coder", "What", "State", ""].map((name) => el(name ? "th" : "td", { scope: name ? "col" : null }, name)))),
                el("tbody", {}, rows),
              ),
            )
          : empty("Nothing has been done on screen yet."),
      ),
    );
  };
  view.changed = view.refresh;
  await view.refresh();
  return view;
}
