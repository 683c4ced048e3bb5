// Each chart of the page: drawn once the text is there, and again when the filters change.

const charts = new Map();

/**
 * Declare a chart. `build(now, width)` gives its rows, its columns ({name, label, unit}), and what
 * to draw (`spec`, or `quiet`: a sentence in its stead), with a `note` if something must be said.
 * `least` is the width below which it scrolls inside its own frame.
 */
function chart(id, build, least = 0) {
  charts.set(id, { build, least });
}

const figures = [];

class Figure {
  constructor(element) {
    this.element = element;
    this.id = element.dataset.chart;
    this.hold = element.querySelector(".hold");
    this.place = element.querySelector(".chart");
    this.note = element.querySelector(".note");
    this.behind = new Behind(element.querySelector(".behind"), this);
    this.stale = true;
    this.width = 0;
    this.drawn = null;
    this.content = { rows: [], columns: [] };
    followKeys(this);
  }

  /** Take note that what is drawn is no longer right. */
  spoil() {
    this.stale = true;
    this.element.dataset.drawn = "no";
    wanted(this);
  }

  /** Draw what the filters keep, unless that is drawn already. */
  async draw() {
    if (!this.stale) return;
    this.stale = false;
    const { build, least } = charts.get(this.id);
    this.width = this.hold.clientWidth;
    const width = Math.max(this.width, least) - 2;
    this.element.classList.toggle("wide", width > this.width);
    this.content = build(scope(), width);
    const { quiet, spec, note } = this.content;
    this.note.textContent = note || "";
    if (this.content.open) this.behind.element.open = this.content.rows.length > 0;
    this.behind.renew();
    this.place.classList.toggle("quiet", Boolean(quiet));
    if (quiet) {
      this.drop();
      this.place.textContent = quiet;
    } else {
      await this.show(dressed(spec, width, this.width));
    }
    this.element.dataset.drawn = quiet ? "quiet" : "yes";
  }

  drop() {
    if (this.drawn) this.drawn.finalize();
    this.drawn = null;
  }

  async show(spec) {
    // Drawn aside, so that the old picture stands until the new one is there.
    const aside = document.createElement("div");
    const drawn = await vegaEmbed(aside, spec, {
      mode: "vega-lite",
      renderer: "svg",
      actions: false,
      defaultStyle: false,
      logLevel: 1,
      tooltip: (handler, event, item, row) => showTip(this, event, row),
    });
    // Readers of screens get the chart's name, its keys and its table; the shapes tell them nothing.
    aside.querySelector("svg").setAttribute("aria-hidden", "true");
    this.drop();
    this.drawn = drawn;
    this.place.replaceChildren(aside);
  }
}

// One chart at a time, so that the page answers in between: first those in the window, then those
// nearest to it.
const waiting = [];
let busy = null;

function wanted(figure) {
  if (!waiting.includes(figure)) waiting.push(figure);
  if (busy || !window.vegaEmbed) return;
  document.documentElement.dataset.ready = "no";
  busy = drawWaiting();
}

async function drawWaiting() {
  while (waiting.length) {
    await pause();
    const far = new Map(waiting.map((figure) => [figure, farness(figure)]));
    waiting.sort((a, b) => far.get(a) - far.get(b));
    const figure = waiting.shift();
    try {
      await figure.draw();
    } catch (error) {
      console.error(figure.id, error);
    }
  }
  busy = null;
  document.documentElement.dataset.ready = "yes";
}

/** By how many pixels a chart is out of the window, or behind the filters; 0 if some of it is seen. */
function farness(figure) {
  const { top, bottom } = figure.place.getBoundingClientRect();
  const covered = Math.max(0, document.querySelector(".bar").getBoundingClientRect().bottom);
  return Math.max(0, top - window.innerHeight, covered - bottom);
}

const pause = () => new Promise((go) => setTimeout(go));

/** All charts as the filters have them now. */
async function drawAll() {
  for (const figure of figures) if (figure.stale) wanted(figure);
  while (busy) await busy;
}

/** Watch how wide the charts may be. */
function watchFigures() {
  const widths = new ResizeObserver((entries) => {
    for (const entry of entries) {
      const figure = figures.find((each) => each.hold === entry.target);
      const now = figure.hold.clientWidth;
      // A page being printed, or a part that is hidden, has no width of its own.
      if (figure.width && now && Math.abs(now - figure.width) > 4) figure.spoil();
    }
  });
  for (const element of document.querySelectorAll("figure[data-chart]")) {
    const figure = new Figure(element);
    figures.push(figure);
    widths.observe(figure.hold);
  }
}
