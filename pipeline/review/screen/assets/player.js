// The recording beside the transcript: played from a passage, three seconds back, slower and faster.
import { announce, byId, el, key, time } from "./dom.js";

const BACK = 3;
let media = null;
let source = null;
let speed = null;

function show(of) {
  source = of;
  media = el("video", { controls: true, preload: "metadata", src: `recording/${encodeURIComponent(of.id)}` });
  speed = el("output", { "aria-label": "Speed" }, "1×");
  media.addEventListener("ratechange", () => {
    speed.textContent = `${media.playbackRate}×`;
  });
  media.addEventListener("loadedmetadata", () => media.classList.toggle("sound", !media.videoWidth));
  media.addEventListener("error", () => {
    byId("player").append(
      el(
        "p",
        { class: "trouble", role: "alert" },
        "This browser cannot play the recording. Convert it to MP3 or MP4, and keep its name.",
      ),
    );
  });
  byId("player").replaceChildren(
    media,
    el("button", { type: "button", onclick: player.back }, "3 s back", key(",")),
    el("button", { type: "button", onclick: () => player.faster(-0.25) }, "Slower", key("<")),
    speed,
    el("button", { type: "button", onclick: () => player.faster(0.25) }, "Faster", key(">")),
    el("a", { href: "clips.csv", download: true }, "Clip list (CSV)"),
    el("a", { href: `chapters/${encodeURIComponent(of.id)}.vtt`, download: true }, "Chapters (WebVTT)"),
  );
  byId("player").hidden = false;
}

export const player = {
  offer(of) {
    if (of.id === source?.id) return;
    media?.pause();
    if (of.recording) show(of);
    else player.hide();
  },
  hide() {
    media?.pause();
    media = null;
    source = null;
    byId("player").hidden = true;
    byId("player").replaceChildren();
  },
  play(of, passage) {
    player.offer(of);
    if (!media || passage?.seconds === null) return;
    media.currentTime = passage.seconds;
    media.play()?.catch(() => {});
    announce(`Playing from ${time(passage.seconds)}`);
  },
  toggle(of, passage) {
    if (media && !media.paused) media.pause();
    else if (of?.recording && passage) player.play(of, passage);
    else announce("There is no recording beside this transcript.");
  },
  back() {
    if (media) media.currentTime = Math.max(0, media.currentTime - BACK);
  },
  faster(step) {
    if (media) media.playbackRate = Math.min(3, Math.max(0.5, media.playbackRate + step));
  },
};

