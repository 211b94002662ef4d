// Begins the page: who codes, which part is shown, keys, and news from the server.
import { get, post } from "./api.js";
import { blindView } from "./blind.js";
import { codeView } from "./code.js";
import { codebookView } from "./codebook.js";
import { agreementView } from "./differences.js";
import { announce, ask, button, byId, el, field } from "./dom.js";
import { showHelp } from "./help.js";
import { historyView } from "./history.js";
import { memosView } from "./memos.js";
import { putRightView } from "./put-right.js";
import {
  lastCoder,
  reloadStudy,
  rememberCoder,
  rememberedCoder,
  review,
  showProblem,
  showState,
  takeBack,
} from "./state.js";

const VIEWS = {
  code: ["Code", codeView],
  blind: ["Blind", blindView],
  agreement: ["Agreement", agreementView],
  codebook: ["Codebook", codebookView],
  right: ["Put right", putRightView],
  memos: ["Memos", memosView],
  history: ["History", historyView],
};
const EVERY = 1500; // milliseconds between looks for news

async function askCoder() {
  for (;;) {
    const name = await ask("Who is coding?", (close) => {
      const input = el("input", { type: "text", value: review.coder || lastCoder(), autocomplete: "off", maxlength: 80 });
      const known = review.study.coders.map((coder) =>
        button(coder, () => close(coder), { class: "chip" }),
      );
      return el(
        "form",
        {
          onsubmit: (event) => {
            event.preventDefault();
            close(input.value);
          },
        },
        el("p", {}, "Your name is saved with every answer. It stays on this computer."),
        field("Your name", input),
        known.length ? el("p", { class: "known" }, "Coded before: ", known) : null,
        el("button", { type: "submit", class: "main" }, "Start"),
      );
    });
    if (name === null && review.coder) return;
    if (!name) continue;
    try {
      rememberCoder((await post("coder", { coder: name })).coder);
      byId("coder").textContent = review.coder;
      return;
    } catch (error) {
      showProblem(error);
    }
  }
}

function navigation() {
  const here = location.hash.slice(2).split("/")[0] || "code";
  byId("nav").replaceChildren(
    ...Object.entries(VIEWS).map(([id, [title]]) =>
      el("li", {}, el("a", { href: `#/${id}`, "aria-current": id === here ? "page" : null }, title)),
    ),
  );
}

async function show() {
  const [part, ...rest] = location.hash.slice(2).split("/").map(decodeURIComponent);
  const [title, view] = VIEWS[part] || VIEWS.code;
  navigation();
  document.title = `${title} – Review`;
  review.view?.leave?.();
  byId("main").replaceChildren(el("p", { class: "loading" }, "Loading …"));
  try {
    review.view = await view(byId("main"), rest);
  } catch (error) {
    review.view = null;
    byId("main").replaceChildren(
      el("p", { class: "problem", role: "alert" }, error.message),
      button("Try again", show, { class: "main" }),
    );
    if (error.constructor.name !== "Problem") throw error;
  }
}

async function news() {
  try {
    const before = review.state;
    const state = await get("state", { coder: review.coder });
    showState(state);
    if (state.news && state.news.headline !== before.news?.headline) announce(state.news.headline);
    if (state.run !== before.run) {
      await reloadStudy();
      await review.view?.refresh?.();
    }
  } catch (error) {
    showProblem(error);
  } finally {
    setTimeout(news, review.state.learning ? EVERY / 3 : EVERY);
  }
}

function pressed(event) {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.defaultPrevented || typing || byId("dialog").open) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && ["z", "y"].includes(event.key.toLowerCase())) {
    event.preventDefault();
    takeBack(event.shiftKey || event.key.toLowerCase() === "y" ? "redo" : "undo");
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "?") showHelp();
  else if (event.key === "u") takeBack("undo");
  else if (event.key === "U") takeBack("redo");
  else if (!review.view?.key?.(event)) return;
  event.preventDefault();
}

async function begin() {
  try {
    await reloadStudy();
  } catch (error) {
    byId("main").replaceChildren(el("p", { class: "problem", role: "alert" }, error.message));
    showProblem(error);
    return;
  }
  byId("study").textContent = review.study.title;
  review.coder = rememberedCoder() || review.study.coder;
  byId("undo").onclick = () => takeBack("undo");
  byId("redo").onclick = () => takeBack("redo");
  byId("help").onclick = showHelp;
  byId("learn").onclick = () => post("learn", {}).catch(showProblem);
  byId("coder").onclick = async () => {
    await askCoder();
    await show();
  };
  navigation();
  if (review.coder) rememberCoder(review.coder);
  else await askCoder();
  byId("coder").textContent = review.coder;
  showState(await get("state", { coder: review.coder }));
  addEventListener("hashchange", show);
  document.addEventListener("keydown", pressed);
  await show();
  setTimeout(news, EVERY);
}

begin();
