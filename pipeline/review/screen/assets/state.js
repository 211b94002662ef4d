// What all parts of the page share: the study, the coder, and acts with their undo.
import { get, Problem, post } from "./api.js";
import { announce, byId } from "./dom.js";

export const review = { study: null, coder: "", state: {}, view: null };
const CODER = "review-coder";

export const codeName = (id) =>
  review.study.codes.find((code) => code.id === id)?.name ||
  review.study.candidates.find((theme) => theme.id === id)?.name ||
  id;
export const sourceOf = (id) => review.study.sources.find((source) => source.id === id);
export const caseNames = () => [...new Set(review.study.sources.map((source) => source.case))];

export function rememberCoder(name) {
  review.coder = name;
  sessionStorage.setItem(CODER, name);
  localStorage.setItem(CODER, name);
}
export const rememberedCoder = () => sessionStorage.getItem(CODER) || "";
export const lastCoder = () => localStorage.getItem(CODER) || "";

export function showProblem(error) {
  if (!(error instanceof Problem)) throw error;
  byId("saved").textContent = error.message;
  byId("saved").className = "trouble";
  announce(error.message);
}

export function showState(state) {
  review.state = state;
  const saved = byId("saved");
  saved.className = state.trouble ? "trouble" : "";
  if (state.trouble) saved.textContent = state.trouble;
  else if (state.learning) saved.textContent = "All answers saved. Updating codings in the background …";
  else saved.textContent = state.waiting ? "Saving …" : "All answers saved.";
  byId("news").textContent = state.news?.headline || "";
  byId("news").title = (state.news?.lines || []).join("\n");
  for (const [id, verb] of [
    ["undo", "Undo"],
    ["redo", "Redo"],
  ]) {
    byId(id).disabled = !state[id];
    byId(id).title = state[id] ? `${verb}: ${state[id]}` : "";
  }
  byId("learn").disabled = state.learning;
}

// Does an act, and gives what the server answers; null where it could not be done.
export async function act(kind, given = {}) {
  try {
    const done = await post("act", { kind, coder: review.coder, ...given });
    showState(done.state);
    return done;
  } catch (error) {
    showProblem(error);
    return null;
  }
}

export async function takeBack(which, number = 0) {
  try {
    const done = await post(which, { coder: review.coder, number, mode: review.view?.blind ? "blind" : "" });
    showState(done.state);
    announce(`${which === "undo" ? "Undone" : "Redone"}: ${done.about}`);
    await review.view?.changed?.(done);
    return done;
  } catch (error) {
    showProblem(error);
    return null;
  }
}

export async function reloadStudy() {
  const coder = review.coder;
  review.study = await get("study", {});
  if (coder) showState(await get("state", { coder }));
}

// Keys can be faster than the server: each of these begins when what the one before did has been shown.
export function oneAtATime() {
  let before = Promise.resolve();
  return (run) => {
    before = before.then(run, run);
    return before;
  };
}
