// Tooltips, by mouse and by arrow keys: each mark says what the row behind it says, with units.

const tip = document.getElementById("tip");
const spoken = document.getElementById("spoken");

/** Names and values of a row, as the chart's columns have them; what is empty is left out. */
function told(figure, row) {
  return figure.content.columns
    .filter((column) => row[column.name] !== undefined && row[column.name] !== null && row[column.name] !== "")
    .map((column) => {
      const unit = column.unit && !["share", "year"].includes(column.unit) ? ` ${column.unit}` : "";
      return [column.label, `${exact(row[column.name], column.unit)}${unit}`];
    });
}

function showTip(figure, event, row) {
  if (!row || typeof row !== "object") {
    tip.hidden = true;
    return;
  }
  fillTip(figure, row);
  placeTip(event.clientX, event.clientY);
}

function fillTip(figure, row) {
  const list = document.createElement("dl");
  for (const [name, value] of told(figure, row)) {
    const term = document.createElement("dt");
    const detail = document.createElement("dd");
    term.textContent = name;
    detail.textContent = value;
    list.append(term, detail);
  }
  tip.replaceChildren(list);
  tip.hidden = false;
}

function placeTip(x, y) {
  const { width, height } = tip.getBoundingClientRect();
  const left = x + 16 + width > window.innerWidth ? x - 16 - width : x + 16;
  const top = y + 16 + height > window.innerHeight ? y - 16 - height : y + 16;
  tip.style.left = `${Math.max(4, left)}px`;
  tip.style.top = `${Math.max(4, top)}px`;
}

/** The marks of a chart that have something to tell, in the order in which they are drawn. */
function marksOf(figure) {
  const found = [];
  const visit = (item) => {
    if (item.tooltip && typeof item.tooltip === "object") found.push(item);
    for (const child of item.items || []) visit(child);
  };
  if (figure.drawn) visit(figure.drawn.view.scenegraph().root);
  return found;
}

/** Arrow keys step through the marks of a chart that has the focus; Escape leaves them. */
function followKeys(figure) {
  let at = -1;
  figure.place.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") tip.hidden = true;
    if (!step) return;
    const marks = marksOf(figure);
    if (!marks.length) return;
    event.preventDefault();
    at = (Math.max(at, step > 0 ? -1 : 0) + step + marks.length) % marks.length;
    pointAt(figure, marks[at]);
  });
  figure.place.addEventListener("blur", () => {
    at = -1;
    tip.hidden = true;
  });
}

function pointAt(figure, item) {
  const row = item.tooltip;
  fillTip(figure, row);
  const box = (item._svg || figure.place).getBoundingClientRect();
  placeTip(Math.min(box.right, window.innerWidth) - 8, box.top);
  spoken.textContent = told(figure, row).map(([name, value]) => `${name} ${value}`).join(", ");
}
