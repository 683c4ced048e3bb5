// How charts look. Colours are variables of the style sheet, so that light, dark and paper agree.

const FONT = '"Segoe UI", -apple-system, "Helvetica Neue", "Liberation Sans", Arial, sans-serif';
const colour = (index) => `var(--c${index % 8})`;
const inkOn = (site) => `var(--t${siteNames.indexOf(site) % 8})`;
const siteColours = { domain: siteNames, range: siteNames.map((_, index) => colour(index)) };

const text = { labelColor: "var(--ink-2)", titleColor: "var(--ink-2)", labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal", labelFont: FONT, titleFont: FONT };

const LOOK = {
  background: null,
  aria: false,
  font: FONT,
  padding: { left: 2, right: 8, top: 4, bottom: 4 },
  view: { stroke: null },
  mark: { aria: false },
  axis: { ...text, aria: false, domain: false, ticks: false, gridColor: "var(--grid)", domainColor: "var(--line)", tickColor: "var(--line)", labelPadding: 6 },
  axisBand: { grid: false },
  legend: { ...text, aria: false, labelColor: "var(--ink)", orient: "top", title: null, symbolType: "square", symbolSize: 130, columnPadding: 18, labelLimit: 260, offset: 8, symbolStrokeWidth: 0, symbolOpacity: 1 },
  header: { ...text, labelColor: "var(--ink)", labelFontWeight: 600, labelAnchor: "start", labelPadding: 4 },
  text: { fontSize: 12, fill: "var(--ink)", font: FONT },
  rule: { stroke: "var(--ink-2)" },
};

/** A specification ready to be drawn in our colours: `width` wide, `seen` of it at once. */
function dressed(spec, width, seen) {
  const sized = spec.facet || spec.width ? {} : { width, autosize: { type: "fit-x", contains: "padding" } };
  // Where not all of the width is seen, neither would a legend be that goes all along it.
  const columns = seen < 560 ? { columns: Math.max(1, Math.floor(seen / 170)) } : {};
  return { ...sized, ...spec, config: { ...LOOK, legend: { ...LOOK.legend, ...columns } } };
}

const mark = (type, more = {}) => ({ type, tooltip: { content: "data" }, ...more });
const label = (more = {}) => ({ type: "text", tooltip: null, ...more });

/** An axis of periods: their part of the year, and the year below the first of each. */
function periodAxis(labels, room) {
  const each = room / Math.max(1, labels.length);
  const shown = {};
  labels.forEach((name, index) => {
    const first = index === 0 || name.slice(0, 4) !== labels[index - 1].slice(0, 4);
    const part = partOf(name);
    const year = first ? name.slice(0, 4) : "";
    if (!part) shown[name] = name;
    else if (each >= 24) shown[name] = [part, year];
    else shown[name] = first ? [year] : [""];
  });
  return {
    title: null,
    labelAngle: 0,
    labelOverlap: false,
    labelExpr: `${JSON.stringify(shown)}[datum.value]`,
  };
}
const tailLabels = known.periods.filter((p) => p.tail).map((p) => p.label);

/** An axis of years over a trellis: year number i takes the stretch from i to i + 1. */
function trellisAxis(names) {
  return {
    orient: "top",
    title: null,
    grid: false,
    values: names.map((_, index) => index),
    labelExpr: `${JSON.stringify(names.map(String))}[datum.value]`,
    labelAlign: "left",
    labelPadding: 4,
  };
}

/** Two sizes for a legend of circles: about a quarter of the largest, and the largest, rounded. */
function sizesFor(values) {
  const most = Math.max(...values);
  const digit = 10 ** Math.floor(Math.log10(most));
  const rounded = [most / 4, most].map((value) => Number(((Math.floor((value * 10) / digit) || 1) * digit / 10).toPrecision(2)));
  return [...new Set(rounded)];
}
