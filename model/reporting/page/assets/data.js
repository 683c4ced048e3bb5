// The plan's tables as rows, and what belongs to what.

const page = JSON.parse(document.getElementById("data").textContent);
const known = page.network;
const money = `${page.currency} m`;

const rowsOf = new Map();

/** The rows of a table as objects; columns are unpacked once. */
function table(name) {
  if (!rowsOf.has(name)) rowsOf.set(name, unpacked(page.tables[name]));
  return rowsOf.get(name);
}

function unpacked(packed) {
  const rows = Array.from({ length: packed.rows }, () => ({}));
  for (const column of packed.columns) {
    const { name, texts, codes, numbers } = column;
    for (let i = 0; i < rows.length; i += 1) rows[i][name] = codes ? texts[codes[i]] : numbers[i];
  }
  return rows;
}

/** A map from one field of records to another. */
function lookup(records, key, value) {
  return new Map(records.map((record) => [record[key], record[value]]));
}

const siteOfLine = lookup(known.lines, "line", "site");
const clientOf = lookup(known.programmes, "programme", "client");
const periodOf = new Map(known.periods.map((period) => [period.label, period]));
const siteNames = known.sites.map((site) => site.site);
const years = [...new Set(known.periods.filter((p) => !p.tail).map((p) => p.year))];

/** The steps of each programme, in the order of its route. */
const routeOf = new Map();
for (const { programme, step } of known.steps) {
  if (!routeOf.has(programme)) routeOf.set(programme, []);
  routeOf.get(programme).push(step);
}
const isFinal = (programme, step) => (routeOf.get(programme) || []).at(-1) === step;

/** A programme's step in few words: the step is named only where the route has several. */
function stepName(programme, step) {
  return (routeOf.get(programme) || []).length > 1 ? `${programme} ${step}` : programme;
}

/** The first day of a month "YYYY-MM", `later` months on, as a time stamp. */
function monthStart(month, later = 0) {
  const [year, number] = month.split("-").map(Number);
  return Date.UTC(year, number - 1 + later);
}

/** The beginning and end of a period by its label. */
const begins = (label) => monthStart(periodOf.get(label).first);
const ends = (label) => monthStart(periodOf.get(label).first, page.months);

/** Rows added up: one for each combination of the keys, in order of first appearance. */
function summed(rows, keys, values) {
  const found = new Map();
  for (const row of rows) {
    let key = "";
    for (const name of keys) key += `${row[name]}\u0000`;
    let sum = found.get(key);
    if (!sum) {
      sum = {};
      for (const name of keys) sum[name] = row[name];
      for (const name of values) sum[name] = 0;
      found.set(key, sum);
    }
    for (const name of values) sum[name] += row[name] || 0;
  }
  return [...found.values()];
}

/** Rows of periods with the year of each. */
const withYears = (rows) => rows.map((row) => ({ ...row, year: periodOf.get(row.period).year }));

/** The values in the order of a list; what is not listed is left out. */
function inOrder(values, order) {
  const present = new Set(values);
  return order.filter((value) => present.has(value));
}
