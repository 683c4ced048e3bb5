// What is due, what of it is met on time, and what is late.

const OWED_COLUMNS = [
  { name: "period", label: "period" },
  { name: "due_kg", label: "due", unit: "kg" },
  { name: "on_time_kg", label: "met on time", unit: "kg" },
  { name: "not_on_time_kg", label: "not met on time", unit: "kg" },
  { name: "firm_kg", label: "firm, of what is due", unit: "kg" },
  { name: "delivered_kg", label: "delivered", unit: "kg" },
  { name: "late_kg", label: "late at the end of the period", unit: "kg" },
];

/** The programmes that the filters keep, and of them those that the chosen sites ship. */
function suppliedPrograms(now) {
  if (!now.someSites) return now.programme;
  const rows = table("Shipments").filter((row) => isFinal(row.programme, row.step) && now.site(row.origin));
  const supplied = new Set(rows.map((row) => row.programme));
  return (name) => now.programme(name) && supplied.has(name);
}

function owedRows(now) {
  const keeps = suppliedPrograms(now);
  return table("Obligations")
    .filter((row) => keeps(row.programme) && now.period(row.period))
    .map((row) => {
      const onTime = Math.min(row.due_kg, row.delivered_kg);
      return { ...row, on_time_kg: onTime, not_on_time_kg: row.due_kg - onTime };
    });
}

const SUPPLIED = "Of the programmes that the chosen sites ship: all that is due to them, whoever ships it.";

chart("obligations", (now, width) => {
  const columns = OWED_COLUMNS;
  const sums = OWED_COLUMNS.slice(1).map((column) => column.name);
  const added = new Map(summed(owedRows(now), ["period"], sums).map((row) => [row.period, row]));
  const rows = periodsShown(now).map((label) => added.get(label)).filter(Boolean);
  if (!rows.length) return { rows, columns, quiet: "Nothing is due in this view." };
  const periods = periodsShown(now);
  const kinds = [["on_time_kg", "met on time", "var(--c0)"], ["not_on_time_kg", "not met on time", "var(--c1)"]];
  const bars = rows.flatMap((row) => kinds.map(([name, kind], order) => ({ ...row, kind, order, kg: row[name] })));
  const x = { field: "period", type: "nominal", sort: periods, scale: { domain: periods, paddingInner: 0.25 }, axis: periodAxis(periods, width - 60) };
  const axis = { title: "kg", titleAngle: 0, titleAlign: "right", titleAnchor: "end", titleY: -12, titleX: -6, tickCount: 5, format: ",.6~f" };
  const names = [...kinds.map((kind) => kind[1]), "late at the end of the period"];
  const colours = { domain: names, range: [...kinds.map((kind) => kind[2]), "var(--ink)"] };
  const spec = {
    height: 260,
    padding: { left: 2, right: 8, top: 18, bottom: 4 },
    layer: [
      {
        data: { values: bars },
        mark: mark("bar"),
        encoding: {
          x,
          y: { field: "kg", type: "quantitative", axis, stack: "zero" },
          order: { field: "order" },
          color: { field: "kind", type: "nominal", scale: colours, legend: { symbolStrokeWidth: 0 } },
        },
      },
      {
        data: { values: rows.map((row) => ({ ...row, kind: names[2] })) },
        mark: mark("line", { point: { size: 36, filled: true }, strokeWidth: 2, strokeDash: [5, 3] }),
        encoding: { x, y: { field: "late_kg", type: "quantitative" }, color: { field: "kind", type: "nominal", scale: colours } },
      },
    ],
  };
  return { rows, columns, spec, note: now.someSites ? SUPPLIED : "" };
}, 480);

const LATE_COLUMNS = [
  { name: "programme", label: "programme" },
  { name: "client", label: "client" },
  { name: "market", label: "market" },
  { name: "period", label: "period" },
  { name: "late_kg", label: "late at the end of the period", unit: "kg" },
  { name: "firm_late_kg", label: "of it firm, a broken limit", unit: "kg" },
  { name: "due_kg", label: "due in the period", unit: "kg" },
  { name: "delivered_kg", label: "delivered", unit: "kg" },
];
const LATE_KINDS = { domain: ["late, none of it firm", "firm kg are late: a limit is broken"], range: ["var(--c1)", "var(--bad)"] };

/** Late kg by programme and period; of a few programmes each market apart. */
function lateRows(now) {
  const late = owedRows(now).filter((row) => row.late_kg > 1e-4);
  const apart = new Set(late.map((row) => row.programme)).size <= 4;
  const keys = apart ? ["programme", "market", "period"] : ["programme", "period"];
  return summed(late, keys, ["late_kg", "firm_late_kg", "due_kg", "delivered_kg"]).map((row) => ({
    ...row,
    client: clientOf.get(row.programme),
    name: apart ? `${row.programme} ${row.market}` : row.programme,
    kind: LATE_KINDS.domain[row.firm_late_kg > 1e-4 ? 1 : 0],
  }));
}

chart("late", (now, width) => {
  const rows = lateRows(now);
  const columns = LATE_COLUMNS.filter((column) => !rows.length || rows[0][column.name] !== undefined);
  if (!rows.length) return { rows, columns, quiet: "Nothing is late in this view." };
  const periods = periodsShown(now);
  const kinds = inOrder(rows.map((row) => row.kind), LATE_KINDS.domain);
  const colours = { domain: kinds, range: kinds.map((kind) => LATE_KINDS.range[LATE_KINDS.domain.indexOf(kind)]) };
  const sizes = { title: "kg late:", symbolType: "circle", symbolFillColor: "var(--c1)", values: sizesFor(rows.map((row) => row.late_kg)), titleOrient: "left" };
  const spec = {
    data: { values: rows },
    height: 26 * new Set(rows.map((row) => row.name)).size,
    mark: mark("point", { filled: true, opacity: 1 }),
    encoding: {
      x: { field: "period", type: "nominal", sort: periods, scale: { domain: periods }, axis: { ...periodAxis(periods, width - 110), grid: true } },
      y: { field: "name", type: "nominal", sort: null, title: null, axis: { grid: true } },
      size: { field: "late_kg", type: "quantitative", scale: { zero: true, range: [9, 460] }, legend: sizes },
      color: { field: "kind", type: "nominal", scale: colours, legend: {} },
      shape: { field: "kind", type: "nominal", scale: { domain: kinds, range: kinds.map((kind) => (kind === LATE_KINDS.domain[1] ? "diamond" : "circle")) } },
    },
  };
  return { rows, columns, spec, note: now.someSites ? SUPPLIED : "" };
}, 560);
