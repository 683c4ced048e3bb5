// Two runs side by side: costs, moves, decisions, late kg, and the inputs that differ.

const A_AND_B = { domain: ["A", "B"], range: ["var(--c5)", "var(--c0)"] };

/** The rows of the same table of A and of B, added up by the keys: values get _a and _b. */
function pairs(name, keys, values, keeps) {
  const found = new Map();
  for (const letter of ["a", "b"]) {
    for (const row of summed(table(`${name}_${letter}`).filter(keeps), keys, values)) {
      const key = JSON.stringify(keys.map((each) => row[each]));
      if (!found.has(key)) {
        const empty = values.flatMap((value) => [[`${value}_a`, 0], [`${value}_b`, 0]]);
        found.set(key, { ...Object.fromEntries(keys.map((each) => [each, row[each]])), ...Object.fromEntries(empty) });
      }
      for (const value of values) found.get(key)[`${value}_${letter}`] = row[value];
    }
  }
  return [...found.values()];
}

/** Two bars for each row, A above B, with their values behind them. */
function twoBars(rows, names, unit) {
  const bars = rows.flatMap((row) => ["A", "B"].map((who) => {
    const value = who === "A" ? row.a : row.b;
    const change = row.b - row.a;
    const more = who === "B" && Math.abs(change) > 5e-7 ? `  (${change > 0 ? "+" : "\u2212"}${short(Math.abs(change))})` : "";
    return { ...row, who, value, words: `${short(value)}${more}` };
  }));
  const y = { field: "name", type: "nominal", sort: names, title: null, scale: { paddingInner: 0.35 } };
  const offset = { field: "who", sort: ["A", "B"] };
  const most = Math.max(...bars.map((bar) => bar.value), 1e-9);
  const x = { field: "value", type: "quantitative", title: null, scale: { domain: [Math.min(0, ...bars.map((bar) => bar.value)), most * 1.18], nice: false }, axis: { tickCount: 5, orient: "top", format: ",.6~f" } };
  return {
    data: { values: bars },
    height: 40 * names.length,
    encoding: { y, yOffset: offset },
    layer: [
      { mark: mark("bar"), encoding: { x, color: { field: "who", type: "nominal", scale: A_AND_B, legend: { title: `${unit}:`, titleOrient: "left" } } } },
      { mark: label({ align: "left", dx: 4, fontSize: 11.5 }), encoding: { x: { field: "value", type: "quantitative" }, text: { field: "words" } } },
    ],
  };
}

chart("compare-costs", (now, width) => {
  const columns = [
    { name: "head", label: "head" },
    { name: "a", label: "A, discounted", unit: money },
    { name: "b", label: "B, discounted", unit: money },
    { name: "difference", label: "B less A", unit: money },
  ];
  const keeps = (row) => now.programme(row.programme) && now.site(row.site) && now.year(Number(row.period.slice(0, 4)));
  const heads = pairs("Costs", ["head"], ["discounted_m"], keeps)
    .map((row) => ({ head: row.head, a: row.discounted_m_a, b: row.discounted_m_b }))
    .filter((row) => row.a !== 0 || row.b !== 0)
    .sort((a, b) => known.heads.indexOf(a.head) - known.heads.indexOf(b.head));
  if (!heads.length) return { rows: [], columns, quiet: "Nothing is spent in this view." };
  const total = { head: "total", a: 0, b: 0 };
  for (const row of heads) for (const who of ["a", "b"]) total[who] += row[who];
  const rows = [total, ...heads].map((row) => ({ ...row, name: headName(row.head), difference: row.b - row.a }));
  return { rows, columns, spec: twoBars(rows, rows.map((row) => row.name), money), note: `${money}, discounted to the start; without the time after the horizon.` };
}, 520);

chart("compare-late", (now, width) => {
  const unit = "kg x months";
  const columns = [
    { name: "programme", label: "programme" },
    { name: "client", label: "client" },
    { name: "market", label: "market" },
    { name: "a", label: "late in A", unit },
    { name: "b", label: "late in B", unit },
    { name: "difference", label: "B less A", unit },
  ];
  const keeps = (row) => now.programme(row.programme) && now.year(Number(row.period.slice(0, 4)));
  const differ = pairs("Obligations", ["programme", "market"], ["late_kg"], keeps).filter((row) => row.late_kg_a !== row.late_kg_b);
  const apart = new Set(differ.map((row) => row.programme)).size <= 4;
  const rows = (apart ? differ : summed(differ, ["programme"], ["late_kg_a", "late_kg_b"]))
    .map((row) => ({ ...row, a: row.late_kg_a * page.months_a, b: row.late_kg_b * page.months_b }))
    .filter((row) => Math.abs(row.b - row.a) > 1e-6)
    .map((row) => ({ ...row, difference: row.b - row.a, name: apart ? `${row.programme} ${row.market}` : row.programme, client: clientOf.get(row.programme) || "" }))
    .sort((one, two) => Math.abs(two.difference) - Math.abs(one.difference));
  if (!rows.length) return { rows, columns, quiet: "Nothing is later or earlier in B than in A in this view." };
  const note = now.someSites ? "Obligations belong to no site: the choice of a site does not change this chart." : "";
  return { rows, columns: columns.filter((column) => apart || column.name !== "market"), spec: twoBars(rows, rows.map((row) => row.name), unit), note };
}, 520);

chart("compare-moves", (now, width) => {
  const columns = [
    { name: "programme", label: "programme" },
    { name: "client", label: "client" },
    { name: "step", label: "step" },
    { name: "site", label: "site" },
    { name: "year", label: "year", unit: "year" },
    { name: "share_a", label: "share in A", unit: "share" },
    { name: "share_b", label: "share in B", unit: "share" },
    { name: "difference", label: "B less A", unit: "share" },
    { name: "kg_a", label: "good kg in A", unit: "kg" },
    { name: "kg_b", label: "good kg in B", unit: "kg" },
  ];
  const shownYears = yearsShown(now);
  const rows = table("Moved")
    .filter((row) => now.programme(row.programme) && now.site(row.site) && shownYears.includes(row.year))
    .map((row) => {
      const at = shownYears.indexOf(row.year);
      const place = { from: at + row.share_a * 0.88 + 0.02, to: at + row.share_b * 0.88 + 0.02 };
      const kind = row.difference > 0 ? "more in B" : "less in B";
      return { ...row, ...place, kind, client: clientOf.get(row.programme) || "", name: `${stepName(row.programme, row.step)} at ${row.site}` };
    });
  if (!rows.length) return { rows, columns, quiet: "Every programme is made where it was, in the same shares, in this view." };
  const color = { field: "kind", type: "nominal", scale: { domain: ["more in B", "less in B"], range: ["var(--c0)", "var(--c1)"] } };
  const x = { field: "from", type: "quantitative", scale: { domain: [0, shownYears.length], nice: false }, axis: { ...trellisAxis(shownYears), grid: true } };
  const spec = {
    data: { values: rows },
    height: 22 * new Set(rows.map((row) => row.name)).size,
    encoding: { y: { field: "name", type: "nominal", sort: null, title: null, axis: { labelLimit: 190, grid: true } } },
    layer: [
      { mark: mark("rule", { strokeWidth: 4, opacity: 0.6 }), encoding: { x, x2: { field: "to" }, color } },
      { mark: mark("point", { filled: true, fill: "var(--card)", opacity: 1, size: 60, strokeWidth: 2 }), encoding: { x: { field: "from", type: "quantitative" }, stroke: color } },
      { mark: mark("point", { filled: true, opacity: 1, size: 80 }), encoding: { x: { field: "to", type: "quantitative" }, color } },
    ],
  };
  return { rows, columns, spec, note: "In each year's column the left edge is nothing, the right edge all of the step's kg. Open circle: A; filled: B." };
}, 560);

chart("compare-decisions", (now, width) => {
  const columns = [
    { name: "change", label: "change from A to B" },
    { name: "decision", label: "decision" },
    { name: "programme", label: "programme" },
    { name: "step", label: "step" },
    { name: "site", label: "site" },
    { name: "line", label: "line" },
    { name: "market", label: "market" },
    { name: "date_a", label: "in A" },
    { name: "date_b", label: "in B" },
    { name: "months", label: "later", unit: "months" },
    { name: "cost_a_m", label: "cost in A, not discounted", unit: money },
    { name: "cost_b_m", label: "cost in B, not discounted", unit: money },
  ];
  const inYears = (row) => !now.someYears || [row.date_a, row.date_b].some((date) => date && now.year(Number(date.slice(0, 4))));
  const rows = table("Decisions")
    .filter((row) => now.programme(row.programme) && now.site(row.site) && inYears(row))
    .map((row) => ({ ...row, name: [row.decision, row.programme && stepName(row.programme, row.step), row.line || row.site, row.market].filter(Boolean).join(" ") }));
  if (!rows.length) return { rows, columns, quiet: "The same decisions on the same dates, in this view." };
  // Approvals follow the transfers: they are drawn only where nothing else differs.
  const asked = rows.filter((row) => row.decision !== "approval");
  const drawn = asked.length ? asked : rows;
  const points = drawn.flatMap((row) => ["A", "B"].filter((who) => row[`date_${who.toLowerCase()}`]).map((who) => ({ ...row, who, at: monthStart(row[`date_${who.toLowerCase()}`]) })));
  const shifted = drawn.filter((row) => row.date_a && row.date_b).map((row) => ({ ...row, at: monthStart(row.date_a), to: monthStart(row.date_b) }));
  const stamps = points.map((point) => point.at);
  const edges = [Math.min(...stamps), Math.max(...stamps)].map((stamp, index) => Date.UTC(new Date(stamp).getUTCFullYear() + index, 0));
  const ticks = [];
  for (let year = new Date(edges[0]).getUTCFullYear(); Date.UTC(year, 0) <= edges[1]; year += 1) ticks.push(Date.UTC(year, 0));
  const names = [...new Set(drawn.map((row) => row.name))];
  const y = { field: "name", type: "nominal", sort: names, scale: { domain: names }, title: null, axis: { labelLimit: 300, labelPadding: 12, grid: true } };
  const x = { field: "at", type: "quantitative", scale: { domain: edges, nice: false, zero: false }, title: null, axis: { values: ticks, labelExpr: "utcyear(datum.value)", grid: true, orient: "top", labelAlign: "left" } };
  const spec = {
    height: 20 * names.length,
    layer: [
      { data: { values: shifted }, mark: mark("rule", { strokeWidth: 3, color: "var(--wait)" }), encoding: { y, x, x2: { field: "to" } } },
      {
        data: { values: points },
        mark: mark("point", { filled: true, opacity: 1, size: 80 }),
        encoding: {
          y, x: { field: "at", type: "quantitative" },
          color: { field: "who", type: "nominal", scale: A_AND_B },
          shape: { field: "who", type: "nominal", scale: { domain: ["A", "B"], range: ["circle", "square"] } },
        },
      },
    ],
  };
  const note = drawn.length < rows.length ? "Approvals follow the transfers and stand in the table alone." : "";
  return { rows, columns, spec, note };
}, 640);

chart("compare-inputs", (now) => {
  const columns = [
    { name: "table", label: "table" },
    { name: "key", label: "row" },
    { name: "column", label: "column" },
    { name: "a", label: "A" },
    { name: "b", label: "B" },
    { name: "change", label: "change" },
  ];
  const named = (key, name) => (key.match(new RegExp(`(?:^|; )${name}=([^;]*)`)) || [])[1];
  const keeps = (key) => {
    const [programme, client, site] = ["programme", "client", "site"].map((name) => named(key, name));
    return (!programme || now.programme(programme)) && (!site || now.site(site)) && (!client || !isChosen("client") || chosen.client.has(client));
  };
  const rows = table("Inputs").filter((row) => keeps(row.key));
  const count = rows.length === 1 ? "One input differs." : `${rows.length} inputs differ.`;
  return { rows, columns, open: true, quiet: rows.length ? count : "No input differs in this view." };
});
