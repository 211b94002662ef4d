// Routing: the address holds the current section, so that sections, searches and quotes can be linked, and Back works.
const MADE_WHEN_SEEN = {
  overview: () => overview(),
  quotes: () => startExplorer(),
  transcripts: () => startReader(),
  framework: () => byId("in-framework").append(framework()),
  sectors: () => startComparison(),
  together: () => byId("in-together").append(together()),
  organisations: () => network(),
  candidates: () => byId("in-candidates").append(...candidates()),
  trust: () => byId("in-trust").append(...trust()),
};
const made = new Set();
const TITLE = document.title;

function show(view) {
  if (!made.has(view)) {
    made.add(view);
    MADE_WHEN_SEEN[view]();
  }
  for (const name of Object.keys(MADE_WHEN_SEEN)) byId(`view-${name}`).hidden = name !== view;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#${view}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = view === "overview" ? TITLE : `${byId(`h-${view}`).textContent} · ${TITLE}`;
}

function route({ first = false } = {}) {
  const address = decoded(location.hash.slice(1));
  if (quoteAt.has(address)) {
    show("transcripts");
    jump(quotes[quoteAt.get(address)]);
    return;
  }
  if (address.startsWith("turn-")) {
    show("transcripts");
    if (jumpToTurn(address.slice(5))) return;
  }
  const [view, query = ""] = location.hash.slice(1).split("?");
  if (address === "main") return;
  const known = Object.hasOwn(MADE_WHEN_SEEN, view) ? view : "overview";
  const parameters = new URLSearchParams(query);
  show(known);
  if (known === "quotes") ask(parameters);
  if (known === "transcripts") {
    unmark();
    const wanted = transcripts.findIndex((one) => one.source === parameters.get("source"));
    read(wanted >= 0 ? wanted : Math.max(reader.source, 0));
  }
  if (known === "organisations") {
    chooseOrganisation(parameters.get("id"));
    if (parameters.get("id")) return;
  }
  if (first && !location.hash) return;
  if (address.startsWith("q-")) announce("That quote is not in this study");
  scrollTo({ top: 0, behavior: "instant" });
  byId(`h-${known}`).focus({ preventScroll: true });
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function startScheme() {
  const button = byId("scheme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  let chosenScheme = null;
  try {
    chosenScheme = localStorage.getItem("scheme");
  } catch {
    /* storage may be blocked for a local file */
  }
  const apply = () => {
    if (chosenScheme) document.documentElement.dataset.scheme = chosenScheme;
    const dark = chosenScheme ? chosenScheme === "dark" : system.matches;
    button.setAttribute("aria-pressed", String(dark));
  };
  button.addEventListener("click", () => {
    chosenScheme = button.getAttribute("aria-pressed") === "true" ? "light" : "dark";
    try {
      localStorage.setItem("scheme", chosenScheme);
    } catch {
      /* storage blocked */
    }
    apply();
  });
  system.addEventListener("change", apply);
  apply();
}

byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  byId("main").focus();
});
startScheme();
addEventListener("hashchange", () => route());
route({ first: true });
