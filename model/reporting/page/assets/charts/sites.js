// Where each programme's steps are made, year by year: a bar in each cell, parted by site.

const SITE_COLUMNS = [
  { name: "programme", label: "programme" },
  { name: "client", label: "client" },
  { name: "step", label: "step" },
  { name: "year", label: "year", unit: "year" },
  { name: "site", label: "site" },
  { name: "share", label: "share of the step's kg", unit: "share" },
  { name: "kg_released", label: "good kg begun", unit: "kg" },
  { name: "batches", label: "batches", unit: "batches" },
];
const BAR = 0.93;

/** The rows of Allocation with their place: year number i takes the stretch from i to i + 1. */
function siteBars(now, shownYears) {
  const reached = new Map();
  const rows = [];
  for (const row of table("Allocation")) {
    if (row.tail === "yes" || row.kg_released <= 0) continue;
    if (!now.programme(row.programme) || !now.year(row.year)) continue;
    const key = `${row.programme}\u0000${row.step}\u0000${row.year}`;
    const before = reached.get(key) || 0;
    reached.set(key, before + row.share);
    if (!now.site(row.site)) continue;
    const from = shownYears.indexOf(row.year) + before * BAR;
    const to = from + row.share * BAR;
    rows.push({ ...row, client: clientOf.get(row.programme), name: stepName(row.programme, row.step), from, to, words: row.site, ink: inkOn(row.site) });
  }
  return rows;
}

chart("sites", (now, width) => {
  const shownYears = yearsShown(now);
  const rows = siteBars(now, shownYears);
  const columns = SITE_COLUMNS;
  if (!rows.length) return { rows, columns, quiet: "Nothing is made in this view." };
  const route = known.steps.map(({ programme, step }) => stepName(programme, step));
  const names = inOrder(rows.map((row) => row.name), route);
  const x = { field: "from", type: "quantitative", scale: { domain: [0, shownYears.length], nice: false }, axis: trellisAxis(shownYears) };
  const y = { field: "name", type: "nominal", sort: names, title: null };
  const room = (width - 150) / shownYears.length;
  const spec = {
    data: { values: rows },
    height: 24 * names.length,
    encoding: { y },
    layer: [
      {
        mark: mark("bar", { height: 17, cornerRadius: 2 }),
        encoding: { x, x2: { field: "to" }, color: { field: "site", type: "nominal", scale: siteColours } },
      },
      {
        transform: [{ filter: `(datum.to - datum.from) * ${room} > 8 + 7.5 * length(datum.words)` }],
        mark: label({ align: "center", fontSize: 11, fontWeight: 600 }),
        encoding: { x: { field: "middle", type: "quantitative" }, text: { field: "words" }, color: { field: "ink", type: "nominal", scale: null } },
      },
    ],
    transform: [{ calculate: "(datum.from + datum.to) / 2", as: "middle" }],
  };
  return { rows, columns, spec };
});
