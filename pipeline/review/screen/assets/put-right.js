// What was misread is put right: speakers, names of people, organisations, transcripts that are held.
import { get } from "./api.js";
import { chooseText } from "./chooser.js";
import { ask, button, counted, el, empty, field, select } from "./dom.js";
import { act, review } from "./state.js";

const PARTS = {
  speakers: "Speakers",
  names: "Names of people",
  organisations: "Organisations",
  held: "Held transcripts",
};
const ABOUT = {
  name: ["Name", "Printed only if the person has agreed to be named."],
  role: ["Role", ""],
  organisation: ["Organisation", ""],
  attribution: ["Attribution", "How the person is cited, if not by name, role and organisation."],
};
const MANY = 60; // rows shown at first

export async function putRightView(main, [part]) {
  const here = PARTS[part] ? part : "speakers";
  const view = {};
  const body = el("div", {}, el("p", { class: "loading" }, "Loading …"));
  const done = async (kind, given) => {
    if (await act(kind, given)) await view.refresh();
  };

  function table(head, rows, label) {
    return el(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": label },
      el(
        "table",
        {},
        el(
          "thead",
          {},
          el(
            "tr",
            {},
            head.map((name) => (name ? el("th", { scope: "col" }, name) : el("td", {}))),
          ),
        ),
        el("tbody", {}, rows),
      ),
    );
  }

  function speakers({ speakers: some }) {
    if (!some.length) return empty("No transcript has speakers.");
    const rows = some.map((one) => {
      const set = (interviewer) => done("speaker", { case: one.case, speaker: one.label, interviewer });
      return el(
        "tr",
        {},
        el(
          "th",
          { scope: "row" },
          one.label,
          one.name && one.name !== one.label ? el("p", { class: "hint" }, one.name) : null,
        ),
        el("td", {}, one.case),
        el("td", {}, counted(one.turns, "turn"), el("p", { class: "hint" }, `“${one.words[0] || ""} …”`)),
        el(
          "td",
          {},
          one.interviewer ? "Interviewer" : "Participant",
          one.why ? el("p", { class: "hint" }, one.why) : null,
        ),
        el(
          "td",
          { class: "buttons" },
          one.interviewer
            ? button("Is a participant", () => set("no"))
            : button("Is the interviewer", () => set("yes")),
          button("Same as …", () => join(one, some), { class: "quiet" }),
          button("Who it is …", () => describe(one), { class: "quiet" }),
        ),
      );
    });
    return [
      el(
        "p",
        { class: "hint" },
        "To give a single turn, or a part of one, to another speaker, open the transcript on the page “Code”: " +
          "select the words if it is a part, and press W.",
      ),
      table(["Label", "Case", "Says", "Taken for", ""], rows, "Speakers"),
    ];
  }

  async function describe(one) {
    const cells = await ask(`Who is ${one.label}?`, (close) => {
      const inputs = Object.entries(ABOUT).map(([name, [label, hint]]) => [
        name,
        label,
        el("input", { type: "text", value: one[name], autocomplete: "off", maxlength: 300 }),
        hint,
      ]);
      return el(
        "form",
        {
          onsubmit: (event) => {
            event.preventDefault();
            const changed = inputs.filter(([name, , input]) => input.value.trim() !== one[name]);
            close(Object.fromEntries(changed.map(([name, , input]) => [name, input.value.trim()])));
          },
        },
        inputs.map(([, label, input, hint]) => field(label, input, hint)),
        el("button", { type: "submit", class: "main" }, "Save"),
      );
    });
    if (cells && Object.keys(cells).length) await done("speaker", { case: one.case, speaker: one.label, ...cells });
  }

  async function join(one, some) {
    const others = some.filter((other) => other.case === one.case && other.label !== one.label);
    const other = await ask(`${one.label} is the same person as`, (close) =>
      others.length
        ? el(
            "p",
            {},
            others.map((each) => button(each.label, () => close(each.label), { class: "chip" })),
          )
        : empty("This case has no other label."),
    );
    if (other) await done("join-speakers", { case: one.case, speaker: one.label, other });
  }

  function names({ names: some }) {
    if (!some.length) return empty("No name of a person was detected.");
    const open = some.filter((one) => !one.participant && !one.decision);
    const decide = (list, decision) => done("decide-names", { names: list.map((one) => one.name), decision });
    const rows = some
      .slice(0, MANY * 5)
      .map((one) =>
        el(
          "tr",
          {},
          el("th", { scope: "row" }, one.name, el("p", { class: "hint" }, `${one.count} ×, ${one.kind}`)),
          el("td", {}, one.contexts[0] || "", el("p", { class: "hint" }, one.evidence)),
          el("td", {}, one.outcome),
          el(
            "td",
            { class: "buttons" },
            one.participant
              ? "as consent says"
              : [
                  button("Replace", () => decide([one], "replace")),
                  button("Keep", () => decide([one], "keep")),
                  button("Organisation", () => decide([one], "organisation"), { class: "quiet" }),
                  button("Place", () => decide([one], "place"), { class: "quiet" }),
                ],
          ),
        ),
      );
    return [
      open.length
        ? el(
            "p",
            { class: "buttons" },
            `${counted(open.length, "name")} undecided. `,
            button("Replace all of them", () => decide(open, "replace"), { class: "main" }),
          )
        : el("p", {}, "Every name is decided."),
      table(["Name", "Where", "What happens", ""], rows, "Names of people"),
    ];
  }

  function organisations({ organisations: some }) {
    if (!some.length) return empty("No organisation was found.");
    const rows = some.slice(0, MANY * 5).map((one) => {
      const sector = select(
        review.study.sectors.map((name) => [name, name]),
        one.sector,
        (value) => done("organisation", { name: one.name, sector: value }),
      );
      sector.setAttribute("aria-label", `Sector of ${one.name}`);
      return el(
        "tr",
        {},
        el("th", { scope: "row" }, one.name, one.check ? el("span", { class: "role" }, " to check") : null),
        el(
          "td",
          {},
          one.aliases
            .split("; ")
            .filter(Boolean)
            .map((alias) =>
              el(
                "p",
                { class: "alias" },
                `${alias} `,
                button("Separate", () => done("split-organisation", { name: alias, from: one.name }), {
                  class: "quiet",
                  "aria-label": `${alias} is not ${one.name}`,
                }),
              ),
            ),
        ),
        el("td", {}, String(one.mentions)),
        el("td", {}, sector),
        el(
          "td",
          { class: "buttons" },
          button("Same as …", async () => {
            const into = await chooseText(`${one.name} is the same as`, "Organisation", {
              hint: "Its name as in the list.",
            });
            if (into) await done("organisation", { name: one.name, into });
          }),
          button("Not an organisation", () => done("organisation", { name: one.name, none: true }), {
            class: "quiet",
          }),
        ),
      );
    });
    return table(["Organisation", "Other names", "Mentions", "Sector", ""], rows, "Organisations");
  }

  function held({ held: some }) {
    if (!some.length) return empty("No transcript is held: all of them were read with confidence.");
    return some.map((one) =>
      el(
        "article",
        { class: "card" },
        el("h2", {}, one.file),
        el("p", {}, one.why),
        el(
          "p",
          { class: "buttons" },
          button("It was read correctly", () => done("source", { file: one.file, checked: "yes" })),
        ),
        one.readings.length
          ? el(
              "div",
              { class: "beside" },
              one.readings.map((reading) =>
                el(
                  "section",
                  {},
                  el("h3", {}, `Layout “${reading.layout}”`),
                  el(
                    "p",
                    { class: "hint" },
                    reading.speakers.map(([name, turns]) => `${name} (${turns})`).join(", "),
                  ),
                  reading.turns.map(([name, text]) =>
                    el("p", {}, name ? el("strong", {}, `${name}: `) : null, text),
                  ),
                  button(
                    "Read it so",
                    () => done("source", { file: one.file, layout: reading.layout, checked: "yes" }),
                    { class: "main" },
                  ),
                ),
              ),
            )
          : empty("No layout finds speakers in it. Mark who speaks in the transcript itself."),
      ),
    );
  }

  const SHOWN = { speakers, names, organisations, held };
  view.refresh = async () => {
    body.replaceChildren(...[SHOWN[here](await get(here))].flat());
  };
  view.changed = view.refresh;

  main.replaceChildren(
    el(
      "div",
      { class: "page wide" },
      el("h1", {}, "Put right"),
      el(
        "nav",
        { class: "parts", "aria-label": "What to put right" },
        Object.entries(PARTS).map(([id, name]) =>
          el("a", { href: `#/right/${id}`, "aria-current": id === here ? "page" : null }, name),
        ),
      ),
      el(
        "p",
        { class: "hint" },
        "A change is saved at once, can be undone, and what depends on it is worked out again.",
      ),
      body,
    ),
  );
  await view.refresh();
  return view;
}
