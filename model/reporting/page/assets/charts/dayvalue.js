// What a day more on a line would be worth: drawn where Capacity has such a column.

const worth = (page.tables.Capacity || { columns: [] }).columns.find((column) => column.unit.startsWith(money));

chart("dayvalue", (now, width) => {
  const unit = worth.unit === money ? `${money} a day` : worth.unit;
  const columns = [
    { name: "line", label: "line" },
    { name: "site", label: "site" },
    { name: "period", label: "period" },
    { name: "value", label: "a day more is worth", unit },
  ];
  const rows = table("Capacity")
    .filter((row) => now.site(siteOfLine.get(row.line)) && now.period(row.period) && row[worth.name] !== null)
    .map((row) => ({ ...row, site: siteOfLine.get(row.line), value: row[worth.name] }));
  if (!rows.length) return { rows, columns, quiet: "No value of a line day is known in this view." };
  const periods = periodsShown(now);
  const worthSome = rows.filter((row) => row.value > 0);
  if (!worthSome.length) return { rows, columns, quiet: "A day more is worth nothing on any line in this view." };
  const named = (some) => inOrder(some.map((row) => row.line), known.lines.map((line) => line.line));
  const lines = named(worthSome);
  const others = named(rows).filter((line) => !lines.includes(line));
  const spec = {
    data: { values: worthSome },
    height: 30 * lines.length,
    encoding: {
      x: { field: "period", type: "nominal", sort: periods, scale: { domain: periods }, axis: periodAxis(periods, width - 110) },
      y: { field: "line", type: "nominal", sort: lines, title: null, axis: { grid: true } },
    },
    layer: [
      {
        mark: mark("circle", { opacity: 0.9, color: "var(--c0)" }),
        encoding: { size: { field: "value", type: "quantitative", scale: { range: [10, 480] }, legend: { title: unit, symbolType: "circle", symbolFillColor: "var(--c0)", values: sizesFor(rows.map((row) => row.value)), titleOrient: "left" } } },
      },
    ],
  };
  const said = [];
  if (others.length) said.push(`Worth nothing in all these periods: ${listing(others)}.`);
  if (now.somePrograms) said.push("A line day is worth the same to whoever uses it: programmes and clients do not change this chart.");
  return { rows, columns, spec, note: said.join(" ") };
}, 560);
