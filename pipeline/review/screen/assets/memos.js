// Memos on a passage, a code, a case and the study.
import { get } from "./api.js";
import { chooseText } from "./chooser.js";
import { button, el, empty, select } from "./dom.js";
import { act, caseNames, codeName, review } from "./state.js";

export async function writeMemo(about, id, name, view = null) {
  const { memos } = await get("memos");
  const own = memos.find((one) => one.about === about && one.id === id && one.coder === review.coder);
  const text = await chooseText(`Memo on ${name}`, "Memo", {
    value: own?.memo || "",
    long: true,
    hint: own ? "Leave it empty to delete the memo." : "",
  });
  if (text === null || text === (own?.memo || "")) return;
  if (await act("memo", { about, id, text })) await view?.refresh();
}

const WHERE = {
  passage: (memo) => el("a", { href: `#/code/${encodeURIComponent(memo.id)}` }, "Passage"),
  code: (memo) => `Code: ${codeName(memo.id)}`,
  case: (memo) => `Case: ${memo.id}`,
  study: () => "The study",
};

export async function memosView(main) {
  const view = {};
  view.refresh = async () => {
    const { memos } = await get("memos");
    const cases = select([["", "Choose a case"], ...caseNames().map((name) => [name, name])], "");
    cases.setAttribute("aria-label", "Case");
    main.replaceChildren(
      el(
        "div",
        { class: "page" },
        el("h1", {}, "Memos"),
        el(
          "p",
          { class: "buttons" },
          button("Memo on the study", () => writeMemo("study", "", "the study", view), { class: "main" }),
          cases,
          button("Memo on this case", () => cases.value && writeMemo("case", cases.value, cases.value, view)),
        ),
        el("p", { class: "hint" }, "Write a memo on a passage with the key M, and on a code on the page “Codebook”."),
        memos.length
          ? memos.map((one) =>
              el(
                "article",
                { class: "card" },
                el("h2", {}, WHERE[one.about]?.(one) || one.about),
                one.quote ? el("blockquote", {}, one.quote.trim()) : null,
                el("p", { class: "memo" }, one.memo),
                el("p", { class: "meta" }, [one.coder, one.date].filter(Boolean).join(", ")),
                one.coder === review.coder
                  ? button("Change", () => writeMemo(one.about, one.id, "it", view), { class: "quiet" })
                  : null,
              ),
            )
          : empty("There are no memos yet."),
      ),
    );
  };
  view.changed = view.refresh;
  await view.refresh();
  return view;
}
