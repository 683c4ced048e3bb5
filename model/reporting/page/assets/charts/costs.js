// What each head costs each year, ours and the clients' part.

const COST_COLUMNS = [
  { name: "head", label: "head" },
  { name: "year", label: "year", unit: "year" },
  { name: "discounted_m", label: "cost, discounted", unit: money },
  { name: "ours_m", label: "ours", unit: money },
  { name: "client_m", label: "the clients'", unit: money },
];
function costRows(now) {
  const values = ["discounted_m", "ours_m", "client_m"];
  const rows = table("Costs").filter((row) => now.programme(row.programme) && now.site(row.site) && now.period(row.period));
  const found = summed(withYears(summed(rows, ["head", "period"], values)), ["head", "year"], values);
  return found.filter((row) => row.discounted_m !== 0)
    .sort((a, b) => known.heads.indexOf(a.head) - known.heads.indexOf(b.head) || a.year - b.year);
}

chart("costs", (now, width) => {
  const columns = COST_COLUMNS;
  const rows = costRows(now);
  if (!rows.length) return { rows, columns, quiet: "Nothing is spent in this view." };
  const shownYears = yearsShown(now);
  const total = summed(rows, ["year"], ["discounted_m", "ours_m", "client_m"]).map((row) => ({ head: "total", ...row }));
  const names = ["total", ...inOrder(rows.map((row) => row.head), known.heads)];
  const most = Math.max(...rows.map((row) => Math.abs(row.discounted_m)), ...total.map((row) => Math.abs(row.discounted_m)));
  const reach = 0.62;
  const bars = [];
  for (const row of [...total, ...rows]) {
    const from = shownYears.indexOf(row.year);
    const [ours, all] = [row.ours_m, row.discounted_m].map((value) => (Math.max(0, value) / most) * reach);
    const base = { ...row, name: headName(row.head), words: short(row.discounted_m), end: from + Math.max(all, 0) };
    bars.push({ ...base, who: "ours", from, to: from + ours });
    if (Math.abs(row.client_m) > 5e-7) bars.push({ ...base, who: "the clients'", from: from + ours, to: from + all, words: "" });
  }
  const who = inOrder(bars.map((bar) => bar.who), ["ours", "the clients'"]);
  const x = { field: "from", type: "quantitative", scale: { domain: [0, shownYears.length], nice: false }, axis: trellisAxis(shownYears) };
  const spec = {
    data: { values: bars },
    height: 25 * names.length,
    encoding: {
      y: { field: "name", type: "nominal", sort: names.map(headName), title: null, axis: { labelFontWeight: { condition: { test: "datum.value === 'total'", value: 700 }, value: 400 } } },
    },
    layer: [
      {
        mark: mark("bar", { height: 15 }),
        encoding: {
          x, x2: { field: "to" },
          color: { field: "who", type: "nominal", scale: { domain: ["ours", "the clients'"], range: ["var(--c0)", "var(--c1)"] }, legend: who.length > 1 ? {} : null },
        },
      },
      {
        transform: [{ filter: "datum.words !== ''" }],
        mark: label({ align: "left", dx: 4, fontSize: 11.5 }),
        encoding: { x: { field: "end", type: "quantitative" }, text: { field: "words" } },
      },
    ],
  };
  const left = [];
  if (now.someSites) left.push("costs that belong to no site (late, stock)");
  if (now.somePrograms) left.push("costs that belong to no programme (fixed cost, capital)");
  const without = left.length ? ` Left out in this view: ${listing(left)}.` : "";
  return { rows, columns, spec, note: `${money}, discounted to the start; without the time after the horizon.${without}` };
}, 520);
