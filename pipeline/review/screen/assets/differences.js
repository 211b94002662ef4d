// Agreement as it grows, and the passages on which coders differ, side by side.
import { get } from "./api.js";
import { chooseCode } from "./chooser.js";
import { button, counted, el, empty, field, number } from "./dom.js";
import { act, codeName, showProblem } from "./state.js";

const said = (one) => {
  const codes = one.codes.map(codeName).join("; ") || (one.none ? "No code fits" : "No code");
  const rejected = one.rejected.length ? `; rejected: ${one.rejected.map(codeName).join("; ")}` : "";
  return codes + rejected;
};

function conflict(passage, done) {
  const union = [...new Set(passage.said.flatMap((one) => one.codes))];
  const agreed = new Set();
  const chosen = el("ul", { class: "choices" });
  const note = el("textarea", { rows: 2 });
  const draw = () =>
    chosen.replaceChildren(
      ...[...new Set([...union, ...agreed])].map((code) => {
        const box = el("input", { type: "checkbox", checked: agreed.has(code) });
        box.addEventListener("change", () => (box.checked ? agreed.add(code) : agreed.delete(code)));
        return el("li", {}, el("label", {}, box, ` ${codeName(code)}`));
      }),
    );
  const settle = async (codes) => {
    if (await act("settle", { quote_id: passage.id, codes, note: note.value.trim() })) await done();
  };
  draw();
  return el(
    "article",
    { class: "card" },
    el("h3", {}, passage.title),
    el("blockquote", {}, passage.text.trim()),
    el(
      "div",
      { class: "beside" },
      passage.said.map((one) =>
        el(
          "div",
          {},
          el("h4", {}, one.coder, one.blind ? el("span", { class: "role" }, " blind") : null),
          el("p", {}, said(one)),
          one.note ? el("p", { class: "hint" }, one.note) : null,
        ),
      ),
    ),
    el("fieldset", {}, el("legend", {}, "Codes you agree on"), chosen),
    field("Why (kept with the decision)", note),
    el(
      "p",
      { class: "buttons" },
      button("Agree on these codes", () => (agreed.size ? settle([...agreed]) : undefined), { class: "main" }),
      button("Another code", async () => {
        const code = await chooseCode("Another code", { leaveOut: [...agreed] });
        if (code) agreed.add(code);
        draw();
      }),
      button("No code fits", () => settle([])),
    ),
  );
}

export async function agreementView(main) {
  const view = {};
  view.refresh = async () => {
    try {
      const [agreement, conflicts] = await Promise.all([get("agreement"), get("conflicts")]);
      main.replaceChildren(page(agreement, conflicts.passages));
    } catch (error) {
      showProblem(error);
    }
  };
  view.changed = view.refresh;
  function page(agreement, passages) {
    const coders = Object.entries(agreement.coders);
    return el(
      "div",
      { class: "page" },
      el("h1", {}, "Agreement"),
      el("h2", {}, "Coders who worked blind"),
      coders.length
        ? el("p", {}, coders.map(([coder, count]) => `${coder} coded ${counted(count, "passage")}`).join("; "), ".")
        : null,
      agreement.sentences.length
        ? el("ul", {}, agreement.sentences.map((one) => el("li", {}, one)))
        : empty("Agreement is shown once two coders have coded the same passages on the page “Blind”."),
      agreement.codes.length
        ? el(
            "div",
            { class: "scroll", tabindex: "0", role: "region", "aria-label": "Agreement by code" },
            el(
              "table",
              {},
              el("thead", {}, el("tr", {}, ["Code", "Coders", "Passages", "Same", "Kappa"].map((name) => el("th", { scope: "col" }, name)))),
              el(
                "tbody",
                {},
                agreement.codes.map((row) =>
                  el(
                    "tr",
                    {},
                    el("th", { scope: "row" }, row.code),
                    el("td", {}, row.coders),
                    el("td", {}, number(row.passages)),
                    el("td", {}, number(row.same)),
                    el("td", {}, row.kappa === null ? "–" : row.kappa.toFixed(2)),
                  ),
                ),
              ),
            ),
          )
        : null,
      el("h2", {}, "Differences to resolve"),
      passages.length
        ? passages.map((one) => conflict(one, view.refresh))
        : empty("No difference is open."),
      agreement.accepted.length
        ? [el("h2", {}, "Proposals accepted"), el("ul", {}, agreement.accepted.map((one) => el("li", {}, one)))]
        : null,
    );
  }
  await view.refresh();
  return view;
}
