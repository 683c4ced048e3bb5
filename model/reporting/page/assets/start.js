// Filters, address, look and print; then the library, then the charts.

const shown = document.getElementById("shown");
const boxes = [...document.querySelectorAll(".filter")];
let part = "";

/** Write what is chosen into the boxes, the line below them and the address. */
function tellChosen() {
  for (const box of boxes) {
    const kind = box.dataset.filter;
    for (const input of box.querySelectorAll("input")) input.checked = chosen[kind].has(input.value);
    box.classList.toggle("active", isChosen(kind));
    const items = page.filters[kind].filter((value) => chosen[kind].has(value));
    box.querySelector("b").textContent = items.length === 0 ? "all" : items.length < 3 ? items.join(", ") : `${items.length} chosen`;
  }
  shown.textContent = shownWords();
}

function changed() {
  tellChosen();
  history.replaceState(null, "", `#${fragment(part)}`);
  for (const figure of figures) figure.spoil();
}

function watchFilters() {
  for (const box of boxes) {
    box.addEventListener("change", (event) => {
      const set = chosen[box.dataset.filter];
      if (event.target.checked) set.add(event.target.value);
      else set.delete(event.target.value);
      changed();
    });
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !box.open) return;
      box.open = false;
      box.querySelector("summary").focus();
    });
  }
  document.addEventListener("click", (event) => {
    for (const box of boxes) if (!box.contains(event.target)) box.open = false;
  });
  document.getElementById("reset").addEventListener("click", () => {
    for (const kind of KINDS) chosen[kind].clear();
    changed();
  });
  document.getElementById("link").addEventListener("click", async () => {
    const done = await copied(location.href);
    shown.textContent = done ? `The link to this view is copied. ${shownWords()}` : `Copy the address of this page. ${shownWords()}`;
  });
}

/** Show the view that the address names. */
function follow() {
  const words = location.hash.slice(1);
  if (words && !words.includes("=")) {
    part = decodeURIComponent(words);
    history.replaceState(null, "", `#${fragment(part)}`);
    return;
  }
  part = takeFragment(words);
  tellChosen();
  for (const figure of figures) figure.spoil();
}

/** Bring the named part into the window, once all above it are as high as they will be. */
async function goToPart() {
  const target = part && document.getElementById(part);
  if (!target) return;
  for (const figure of figures) {
    if (target.compareDocumentPosition(figure.element) & Node.DOCUMENT_POSITION_FOLLOWING) break;
    await figure.draw();
  }
  target.scrollIntoView({ behavior: "instant" });
}

function loadLibrary() {
  if (window.vegaEmbed) return;
  const script = document.createElement("script");
  script.textContent = document.getElementById("library").textContent;
  document.head.append(script);
  performance.mark("library");
}

async function start() {
  loadLibrary();
  await goToPart();
  // Those in the window first; the others while nobody waits for them.
  await drawAll();
}

watchFilters();
watchFigures();
follow();
window.addEventListener("hashchange", follow);
document.getElementById("print").addEventListener("click", async () => {
  await drawAll();
  window.print();
});
document.getElementById("look").addEventListener("change", (event) => {
  document.documentElement.style.colorScheme = event.target.value;
});
// The text is painted first; the library takes its time after that.
requestAnimationFrame(() => setTimeout(start));
