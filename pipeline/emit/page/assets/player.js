// The recordings, which only the private copy of this page plays.
const recordings = study.recordings || {};
const listening = { media: null, source: "" };

// Where a turn or a quote begins, in seconds; null if no time is known before it.
function secondsOf({ source, turn, time }) {
  if (time) return time.split(":").reduce((sum, part) => 60 * sum + Number(part), 0);
  const { turns } = transcripts[source];
  for (let at = turn ?? -1; at >= 0; at--) if (turns[at][TURN.seconds] !== null) return turns[at][TURN.seconds];
  return null;
}

const clock = (seconds) =>
  [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60]
    .map((part, at) => (at ? String(part).padStart(2, "0") : String(part)))
    .join(":");

function playButton(place, what) {
  const { source } = transcripts[place.source];
  const seconds = Object.hasOwn(recordings, source) ? secondsOf(place) : null;
  if (seconds === null) return null;
  return el(
    "button",
    {
      type: "button",
      class: "plain",
      "aria-label": `Play: ${cut(what, 60)}`,
      onclick: () => play(source, seconds),
    },
    "Play",
  );
}

function play(source, seconds) {
  if (listening.source !== source) showPlayer(source);
  const start = () => {
    listening.media.currentTime = seconds;
    listening.media.play()?.catch(() => {});
  };
  if (listening.media.readyState) start();
  else listening.media.addEventListener("loadedmetadata", start, { once: true });
  announce(`Playing from ${clock(seconds)}`);
}

function showPlayer(source) {
  listening.media?.pause();
  const media = el("video", { controls: true, preload: "metadata", src: recordings[source] });
  const speed = el("output", { "aria-label": "Speed" }, "1×");
  const step = (name, act) => el("button", { type: "button", class: "plain", onclick: act }, name);
  const faster = (by) => {
    media.playbackRate = Math.min(3, Math.max(0.5, media.playbackRate + by));
    speed.textContent = `${media.playbackRate}×`;
  };
  media.addEventListener("loadedmetadata", () => media.classList.toggle("sound", !media.videoWidth));
  media.addEventListener("error", () =>
    byId("player").append(
      el(
        "p",
        { role: "alert" },
        "This recording cannot be played: it has been moved, or the browser does not know its format (MP3 and MP4 work).",
      ),
    ),
  );
  Object.assign(listening, { media, source });
  byId("player").replaceChildren(
    el("p", { class: "soft" }, sourceName(transcripts.find((one) => one.source === source))),
    media,
    step("3 s back", () => {
      media.currentTime = Math.max(0, media.currentTime - 3);
    }),
    step("Slower", () => faster(-0.25)),
    speed,
    step("Faster", () => faster(0.25)),
  );
  byId("player").hidden = false;
}
