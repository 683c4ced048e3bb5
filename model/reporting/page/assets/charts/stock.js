// The final stock of each programme against its safety stock.

const STOCK_COLUMNS = [
  { name: "programme", label: "programme" },
  { name: "client", label: "client" },
  { name: "period", label: "period" },
  { name: "closing_kg", label: "stock at the end", unit: "kg" },
  { name: "safety_stock_kg", label: "safety stock asked for", unit: "kg" },
  { name: "shortfall_kg", label: "of it missing", unit: "kg" },
  { name: "when", label: "" },
];
const MOST_PANELS = 24;

function stockRows(now) {
  const finals = table("Stock").filter((row) => isFinal(row.programme, row.step) && now.programme(row.programme) && now.periodOrTail(row.period));
  const here = finals.filter((row) => now.site(row.site));
  // The safety stock is asked of all sites together and stands on the row of each of them.
  const asked = new Map(finals.map((row) => [`${row.programme} ${row.period}`, row]));
  const held = new Map(summed(here, ["programme", "period"], ["closing_kg"]).map((row) => [`${row.programme} ${row.period}`, row.closing_kg]));
  const rows = [];
  for (const programme of now.programmes) {
    for (const period of periodsShown(now, true)) {
      const key = `${programme} ${period}`;
      const { safety_stock_kg = 0, shortfall_kg = 0 } = asked.get(key) || {};
      const when = periodOf.get(period).tail ? "after the horizon" : "";
      rows.push({ programme, client: clientOf.get(programme), period, closing_kg: held.get(key) || 0, safety_stock_kg, shortfall_kg, when, from: begins(period), middle: (begins(period) + ends(period)) / 2 });
    }
  }
  return rows;
}

/** The points of the pictures: steps end with the last period, and the highest has room above. */
function stockPoints(rows, panels) {
  return panels.flatMap((programme) => {
    const mine = rows.filter((row) => row.programme === programme);
    const most = Math.max(1e-3, ...mine.map((row) => Math.max(row.closing_kg, row.safety_stock_kg)));
    const end = { ...mine.at(-1), from: ends(mine.at(-1).period), shortfall_kg: 0, edge: true };
    return [...mine, end].map((row) => ({ ...row, room: 1.12 * most }));
  });
}

/** The programmes that get a panel: those that are asked for safety stock, and those chosen. */
function panelsOf(now, rows) {
  const asked = new Set(rows.filter((row) => row.safety_stock_kg > 0).map((row) => row.programme));
  const some = now.somePrograms || !asked.size ? now.programmes : now.programmes.filter((name) => asked.has(name));
  const missing = new Map(summed(rows, ["programme"], ["shortfall_kg", "closing_kg"]).map((row) => [row.programme, row]));
  if (some.length <= MOST_PANELS) return some;
  const first = [...some].sort((a, b) => missing.get(b).shortfall_kg - missing.get(a).shortfall_kg || missing.get(b).closing_kg - missing.get(a).closing_kg);
  return inOrder(first.slice(0, MOST_PANELS), known.programmes.map((p) => p.programme));
}

chart("stock", (now, width) => {
  const rows = stockRows(now);
  const columns = STOCK_COLUMNS;
  if (!rows.length) return { rows, columns, quiet: "No programme is in this view." };
  if (!rows.some((row) => row.closing_kg > 1e-4 || row.safety_stock_kg > 0)) return { rows, columns, quiet: "No final stock is left at the end of any period in this view, and none is asked for." };
  const panels = panelsOf(now, rows);
  const across = Math.max(1, Math.min(panels.length, Math.floor(width / 260)));
  const each = Math.min(560, Math.floor(width / across) - 58);
  const x = { field: "from", type: "temporal", scale: { type: "utc", nice: false }, axis: { format: "%Y", tickCount: "year", title: null, grid: false, labelFontSize: 11, labelOverlap: true, labelFlush: false, labelAlign: "left" } };
  const y = (field) => ({ field, type: "quantitative", title: null, scale: { nice: false }, axis: { tickCount: 3, labelFontSize: 11, format: ",.6~f" } });
  const step = each / Math.max(1, periodsShown(now, true).length);
  const names = ["stock at the end of the period", "safety stock asked for", "missing"];
  const colour = (name) => ({ datum: name, type: "nominal", scale: { domain: names, range: ["var(--h2)", "var(--ink)", "var(--bad)"] }, legend: { symbolType: "square", offset: 28 } });
  const spec = {
    data: { values: stockPoints(rows, panels) },
    // A header stands above the labels of the axis, so not level with its neighbours: a text instead.
    facet: { field: "programme", type: "nominal", header: { title: null, labelExpr: "''" }, sort: panels },
    columns: across,
    bounds: "flush",
    spacing: { row: 46, column: 56 },
    spec: {
      width: each,
      height: 92,
      layer: [
        { mark: { type: "area", interpolate: "step-after", opacity: 1, tooltip: null }, encoding: { x, y: y("closing_kg"), color: colour(names[0]) } },
        { transform: [{ filter: "datum.shortfall_kg > 0.0001" }], mark: { type: "rule", strokeWidth: Math.max(1.5, step - 1), opacity: 1, tooltip: null }, encoding: { x: { ...x, field: "middle" }, y: y("held"), y2: { field: "safety_stock_kg" }, color: colour(names[2]) } },
        { mark: { type: "line", interpolate: "step-after", strokeWidth: 1.6, tooltip: null }, encoding: { x, y: y("safety_stock_kg"), color: colour(names[1]) } },
        { transform: [{ filter: "datum.edge" }], mark: label({ align: "left", baseline: "bottom", fontWeight: 600 }), encoding: { x: { value: 0 }, y: { value: -6 }, text: { field: "programme" } } },
        { transform: [{ filter: "!datum.edge" }], mark: mark("rule", { strokeWidth: step, opacity: 0 }), encoding: { x: { ...x, field: "middle" }, y: y("room"), y2: { datum: 0 } } },
      ],
    },
    transform: [{ calculate: "datum.safety_stock_kg - datum.shortfall_kg", as: "held" }],
    resolve: { scale: { y: "independent" } },
  };
  return { rows, columns, spec, note: stockNote(now, panels) };
});

function stockNote(now, panels) {
  const said = ["kg of the final step."];
  if (!now.somePrograms && panels.length < now.programmes.length) said.push(`Shown: ${panels.length} of ${now.programmes.length} programmes, those asked for safety stock${panels.length === MOST_PANELS ? " that miss or hold most" : ""}; choose any other above.`);
  if (now.someSites) said.push("Stock at the chosen sites; safety stock is asked of all sites together.");
  if (!now.someYears && tailLabels.length) said.push(`From ${tailLabels[0]} on: after the horizon.`);
  return said.join(" ");
}
