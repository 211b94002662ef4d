// Helpers shared by the charts.
function picture(drawing, caption) {
  return el(
    "figure",
    {},
    el("div", { class: "picture", tabindex: "0", role: "group", "aria-label": "Chart, scrolls sideways" }, drawing),
    el("figcaption", {}, caption),
  );
}

// Labels next to points, placed so that none overlap; a label without room is omitted (the list below has it).
function labelled(points, { width, letter = 6.9, line = 15 }) {
  const taken = points.map((p) => [p.x - p.r, p.y - p.r, p.x + p.r, p.y + p.r]);
  const free = (box) =>
    box[0] >= 2 &&
    box[2] <= width - 2 &&
    taken.every((other) => box[2] < other[0] || box[0] > other[2] || box[3] < other[1] || box[1] > other[3]);
  return [...points]
    .sort((a, b) => b.r - a.r)
    .map((p) => {
      const wide = p.label.length * letter;
      const ways = [
        ["start", p.x + p.r + 5, p.y + 4],
        ["end", p.x - p.r - 5, p.y + 4],
        ["middle", p.x, p.y - p.r - 6],
        ["middle", p.x, p.y + p.r + 14],
        ["start", p.x + p.r, p.y - p.r],
        ["end", p.x - p.r, p.y - p.r],
        ["start", p.x + p.r, p.y + p.r + 10],
        ["end", p.x - p.r, p.y + p.r + 10],
      ];
      for (const [anchor, x, y] of ways) {
        const left = anchor === "start" ? x : anchor === "end" ? x - wide : x - wide / 2;
        const box = [left, y - line + 3, left + wide, y + 4];
        if (free(box)) {
          taken.push(box);
          return { ...p, anchor, at: [x, y] };
        }
      }
      return { ...p, anchor: null };
    });
}
