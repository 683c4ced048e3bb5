// Campuses, markets and what flows between them: one panel a year.

const FLOW_COLUMNS = [
  { name: "year", label: "year", unit: "year" },
  { name: "origin", label: "from" },
  { name: "destination", label: "to" },
  { name: "kg", label: "sent", unit: "kg" },
  { name: "freight_m", label: "freight, not discounted", unit: money },
  { name: "duty_m", label: "duty, not discounted", unit: money },
];

function shipmentsOf(now, final) {
  const rows = table("Shipments")
    .filter((row) => isFinal(row.programme, row.step) === final)
    .filter((row) => now.programme(row.programme) && now.period(row.period))
    .filter((row) => now.site(row.origin) || (!final && now.site(row.destination)));
  const values = ["kg", "freight_m", "duty_m"];
  const ways = ["origin", "destination"];
  const byPeriod = summed(rows, ["period", ...ways], values);
  return summed(withYears(byPeriod), ["year", ...ways], values).filter((row) => row.kg > 0);
}

/** Where the ends of the flows lie: stacked on each side in the order given, with gaps between. */
function stacked(flows, side, order, gap) {
  const nodes = new Map();
  let top = 0;
  for (const name of order) {
    const mine = flows.filter((flow) => flow[side] === name);
    if (!mine.length) continue;
    const kg = mine.reduce((sum, flow) => sum + flow.kg, 0);
    nodes.set(name, { name, kg, from: top, to: top + kg, used: top });
    top += kg + gap;
  }
  return { nodes, height: Math.max(0, top - gap) };
}

/** The points of a ribbon from one end to the other; both edges follow the same soft curve. */
function ribbon(flow, start, end, x0, x1, shift) {
  const points = [];
  for (let i = 0; i <= 20; i += 1) {
    const t = i / 20;
    const bend = t * t * (3 - 2 * t);
    const y = start + (end - start) * bend + shift;
    points.push({ ...flow, kind: "ribbon", key: `${flow.year} ${flow.origin} ${flow.destination}`, x: x0 + (x1 - x0) * t, y, y2: y + flow.kg });
  }
  return points;
}

/** One year's panel in its cell of the picture, whose lengths are kg down and pixels across. */
function panel(flows, year, cell, ends) {
  const left = stacked(flows, "origin", siteNames, cell.gap);
  const right = stacked(flows, "destination", ends, cell.gap);
  const x0 = cell.x + cell.label;
  const x1 = cell.x + cell.width - cell.label;
  const marks = [];
  const flowed = [...flows].sort((a, b) => ends.indexOf(a.destination) - ends.indexOf(b.destination));
  for (const side of [left, right]) side.shift = cell.y + (cell.height - side.height) / 2;
  for (const name of siteNames) {
    for (const flow of flowed.filter((each) => each.origin === name)) {
      const a = left.nodes.get(flow.origin);
      const b = right.nodes.get(flow.destination);
      marks.push(...ribbon(flow, a.used + left.shift, b.used + right.shift, x0 + 6, x1 - 6, 0));
      a.used += flow.kg;
      b.used += flow.kg;
    }
  }
  for (const [side, x, align] of [[left, x0, "right"], [right, x1 - 6, "left"]]) {
    for (const node of side.nodes.values()) {
      const place = { year, y: node.from + side.shift, y2: node.to + side.shift };
      const middle = (node.from + node.to) / 2 + side.shift;
      const end = align === "right" ? { origin: node.name } : { destination: node.name };
      marks.push({ kind: "node", ...place, ...end, kg: node.kg, site: align === "right" ? node.name : "", x, x2: x + 6 });
      marks.push({ kind: align, x: align === "right" ? x - 6 : x + 12, y: middle, words: `${node.name} ${short(node.kg)}` });
    }
  }
  const total = flows.reduce((sum, flow) => sum + flow.kg, 0);
  marks.push({ kind: "title", x: cell.x + 2, y: cell.y - cell.gap * 1.6, words: `${year}` });
  marks.push({ kind: "total", x: cell.x + 44, y: cell.y - cell.gap * 1.6, words: `${short(total)} kg` });
  return marks;
}

function flowPicture(flows, width, ends, pixels) {
  const panels = inOrder(flows.map((flow) => flow.year), years);
  const mostAcross = Math.max(1, Math.floor((width + 24) / 240));
  // As many in each row, so that none stands alone in the last.
  const across = Math.ceil(panels.length / Math.ceil(panels.length / mostAcross));
  const cellWidth = Math.min(520, (width - 24 * (across - 1)) / across);
  const kgOf = (year) => flows.filter((flow) => flow.year === year).reduce((sum, flow) => sum + flow.kg, 0);
  const most = Math.max(...panels.map(kgOf));
  const kg = most / pixels;
  const gaps = Math.max(siteNames.length, ends.length) - 1;
  const marks = [];
  let down = 0;
  for (let first = 0; first < panels.length; first += across) {
    const row = panels.slice(first, first + across);
    const high = Math.max(...row.map(kgOf)) + 15 * kg * gaps;
    row.forEach((year, index) => {
      const cell = { x: index * (cellWidth + 24), y: down + 34 * kg, width: cellWidth, height: high, gap: 15 * kg, label: 72 };
      marks.push(...panel(flows.filter((flow) => flow.year === year), year, cell, ends));
    });
    down += high + 50 * kg;
  }
  const scale = { domain: [0, down], reverse: true, zero: false, nice: false };
  const x = { field: "x", type: "quantitative", axis: null, scale: { domain: [0, width], nice: false } };
  const y = { field: "y", type: "quantitative", axis: null, scale };
  const ways = [["right", { align: "right" }], ["left", { align: "left" }]];
  const only = (kind) => [{ filter: `datum.kind === '${kind}'` }];
  const words = { field: "words", type: "nominal" };
  return {
    data: { values: marks },
    width,
    height: down / kg,
    padding: 0,
    layer: [
      {
        transform: only("ribbon"),
        mark: mark("area", { opacity: 0.5, interpolate: "linear" }),
        encoding: { x, y, y2: { field: "y2" }, detail: { field: "key" }, color: { field: "origin", type: "nominal", scale: siteColours, legend: null } },
      },
      {
        transform: only("node"),
        mark: mark("rect"),
        encoding: {
          x, y, x2: { field: "x2" }, y2: { field: "y2" },
          color: { condition: { test: "datum.site !== ''", field: "site", type: "nominal", scale: siteColours, legend: null }, value: "var(--ink-2)" },
        },
      },
      ...ways.map(([kind, look]) => ({ transform: only(kind), mark: label({ ...look, baseline: "middle" }), encoding: { x, y, text: words } })),
      { transform: only("title"), mark: label({ align: "left", fontWeight: 650, fontSize: 14 }), encoding: { x, y, text: words } },
      { transform: only("total"), mark: label({ align: "left", fill: "var(--ink-2)" }), encoding: { x, y, text: words } },
    ],
  };
}

chart("flows", (now, width) => {
  const rows = shipmentsOf(now, true);
  const columns = FLOW_COLUMNS;
  if (!rows.length) return { rows, columns, quiet: "Nothing is shipped to a market in this view." };
  const spec = flowPicture(rows, width, known.markets, 150);
  return { rows, columns, spec };
});

chart("moves", (now, width) => {
  const rows = shipmentsOf(now, false);
  const columns = FLOW_COLUMNS;
  if (!rows.length) return { rows, columns, quiet: "Nothing is sent from campus to campus in this view." };
  const spec = flowPicture(rows, width, siteNames, 60);
  return { rows, columns, spec, note: "Bands are as thick as the kg on a scale of their own." };
});
