// How full each line is, period by period.

const LOAD_COLUMNS = [
  { name: "line", label: "line" },
  { name: "site", label: "site" },
  { name: "period", label: "period" },
  { name: "used", label: "used", unit: "share" },
  { name: "used_days", label: "days used", unit: "days" },
  { name: "days", label: "days there are", unit: "days" },
  { name: "free_days", label: "days free of all programmes", unit: "days" },
  { name: "reference_programme", label: "would fit: batches of" },
  { name: "free_batches", label: "would fit", unit: "batches" },
  { name: "when", label: "" },
];
const CLASSES = [0.001, 0.25, 0.5, 0.75, 0.95];
const CLASS_WORDS = ["idle", "up to 25%", "up to 50%", "up to 75%", "up to 95%", "over 95%"];

/** Days that the programmes shown use, by line and period. */
function daysUsed(now) {
  const rows = table("Production").filter((row) => now.programme(row.programme));
  return new Map(summed(rows, ["line", "period"], ["days"]).map((row) => [`${row.line} ${row.period}`, row.days]));
}

function loadRows(now) {
  const some = now.somePrograms ? daysUsed(now) : null;
  return table("Capacity")
    .filter((row) => now.site(siteOfLine.get(row.line)) && now.periodOrTail(row.period) && row.days > 0)
    .map((row) => {
      const used = some ? some.get(`${row.line} ${row.period}`) || 0 : row.days - row.free_days;
      const share = some ? used / row.days : row.utilisation;
      const when = row.tail === "yes" ? "after the horizon" : "";
      return { ...row, site: siteOfLine.get(row.line), used: share, used_days: used, when };
    });
}

const classOf = (share) => CLASSES.filter((edge) => share > edge).length;

chart("load", (now, width) => {
  const rows = loadRows(now);
  const columns = LOAD_COLUMNS;
  if (!rows.length) return { rows, columns, quiet: "No line is open in this view." };
  const periods = periodsShown(now, true);
  const lines = inOrder(rows.map((row) => row.line), known.lines.map((line) => line.line));
  const each = (width - 110) / periods.length;
  const cells = rows.map((row) => ({ ...row, class: classOf(row.used), ink: `var(--k${row.tail === "yes" ? 0 : classOf(row.used)})`, words: each >= 30 ? `${Math.round(row.used * 100)}` : "" }));
  const x = { field: "period", type: "nominal", sort: periods, scale: { domain: periods, paddingInner: 0.06, paddingOuter: 0 }, axis: periodAxis(periods, width - 110) };
  const y = { field: "line", type: "nominal", sort: lines, scale: { paddingInner: 0.1, paddingOuter: 0.05 }, title: null };
  const classes = CLASS_WORDS.map((_, index) => index);
  const spec = {
    data: { values: cells },
    height: 32 * lines.length,
    encoding: { x, y },
    layer: [
      {
        mark: mark("rect", { cornerRadius: 2 }),
        encoding: {
          color: {
            field: "class", type: "ordinal",
            scale: { domain: classes, range: classes.map((index) => `var(--h${index})`) },
            legend: { labelExpr: `${JSON.stringify(CLASS_WORDS)}[datum.value]`, symbolStrokeWidth: 1, symbolStrokeColor: "var(--line)" },
          },
          opacity: { condition: { test: "datum.tail === 'yes'", value: 0.4 }, value: 1 },
        },
      },
      {
        transform: [{ filter: "datum.words !== ''" }],
        mark: label({ fontSize: 11 }),
        encoding: {
          text: { field: "words" },
          color: { field: "ink", type: "nominal", scale: null },
        },
      },
    ],
  };
  const whose = now.somePrograms ? "Days used by the programmes shown. " : "";
  const tail = periods.some((label) => periodOf.get(label).tail) ? " Pale: after the horizon." : "";
  return { rows, columns, spec, note: `${whose}Per cent of the line's days. No field: the line is not open.${tail}` };
}, 620);
